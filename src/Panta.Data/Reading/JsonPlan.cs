using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Reading;

/// <summary>How JSON files are read, decided: the columns and their types, partition columns last.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Files">The files in order.</param>
/// <param name="Fields">The fields of an object.</param>
/// <param name="Partitions">The partition columns.</param>
/// <param name="Inferred">What was found out.</param>
sealed record JsonPlan(JsonOptions Options, ImmutableArray<string> Files, Schema Fields, HivePartitions Partitions, InferredSchema Inferred)
{
    const int SampleFiles = 10;
    const int BatchRows = 16_384;
    const int BatchBytes = 32 << 20;

    /// <summary>Gets the fields of the rows.</summary>
    public Schema Schema { get; } = new([.. Fields.Without([.. Partitions.Columns.Select(column => column.Name)]).Fields, .. Partitions.Columns]);

    /// <summary>Looks at the files.</summary>
    public static JsonPlan Of(ImmutableArray<string> files, JsonOptions options)
    {
        Check(options);
        var guess = new JsonGuess(options.TimestampsAreUtc);
        var sampled = Math.Min(files.Length, SampleFiles);
        var rows = 0L;
        for (var i = 0; i < sampled; i++) rows += Look(files[(int)((long)i * files.Length / sampled)], options, guess,
            Math.Max(1, options.SampleRows / sampled));

        var partitions = HivePartitions.Of(files, name => options.Schema?.Find(name)?.Type ?? options.Types.GetValueOrDefault(name));
        var unknown = options.Types.Keys.Where(name => !guess.Names.Contains(name) && options.Schema?.Contains(name) != true).ToList();
        var found = options.Schema ?? new([
            .. guess.Names.Select(name => new Field(name, options.Types.GetValueOrDefault(name) ?? guess[name].Type)),
            .. unknown.Where(name => partitions.Columns.All(column => column.Name != name)).Select(name => new Field(name, options.Types[name])),
        ]);
        if (found.Count == 0) throw new FileReadException(files[0], null, "it has no object with a field.");

        var columns = found.Fields.Select(field => Report(field, guess, options))
            .Concat(partitions.Columns.Select(column => new InferredColumn(column.Name, column.Type) { Note = "by the folders' names" }));
        return new(options, files, found, partitions,
            new([.. columns], rows, [string.Create(CultureInfo.InvariantCulture, $"{rows} objects of {sampled} file(s) looked at")]));
    }

    /// <summary>The rows batch by batch.</summary>
    /// <exception cref="FileReadException">A row is malformed, and that is an error.</exception>
    public IEnumerable<Table> Batches(CancellationToken cancel) => Files.SelectMany(file => Batches(file, cancel));

    /// <summary>The malformed objects.</summary>
    public IEnumerable<MalformedRow> Malformed(CancellationToken cancel) => Files.SelectMany(file => Malformed(file, cancel));

    static void Check(JsonOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SampleRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxDepth, 1_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxObjectBytes, 1_024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxObjectBytes, 1_000_000_000);
        if (options.Encoding is { } encoding) TextFile.Named(encoding);
    }

    static InferredColumn Report(Field field, JsonGuess guess, JsonOptions options)
    {
        var given = options.Schema is not null || options.Types.ContainsKey(field.Name);
        if (!guess.Names.Contains(field.Name)) return new(field.Name, field.Type) { IsGiven = given, Note = "no value was seen" };

        var seen = guess[field.Name];
        var report = new InferredColumn(field.Name, field.Type) { IsGiven = given, Values = seen.Values, Nulls = seen.Nulls };
        return given || seen.RuledOut is not { } ruledOut ? report
            : report with { RuledOut = ruledOut.Type, RuledOutBy = ruledOut.Text, File = ruledOut.File, Line = ruledOut.Line };
    }

    static int Look(string file, JsonOptions options, JsonGuess guess, int most)
    {
        using var records = Open(file, options);
        var seen = 0;
        while (seen < most && CsvHead.Guarded(file, records.MoveNext))
        {
            if (records.Problem is not null)
            {
                if (options.Malformed == MalformedRows.Fail) throw new MalformedRow(file, records.Line, records.Text(), records.Problem).ToError(null);
                continue;
            }

            try
            {
                var reader = Reader(records, options);
                reader.Read();
                guess.AddFields(ref reader, file, records.Line);
                seen++;
            }
            catch (InvalidOperationException)
            {
                // A name with half a surrogate: the row is malformed, and told when rows are read.
            }
        }

        return seen;
    }

    IEnumerable<Table> Batches(string file, CancellationToken cancel)
    {
        var rows = new JsonRowCollector(this, file);
        var bytes = 0L;
        using var records = Open(file, Options);
        while (CsvHead.Guarded(file, records.MoveNext))
        {
            cancel.ThrowIfCancellationRequested();
            if (rows.TryAdd(records) is { } problem)
            {
                if (Options.Malformed == MalformedRows.Fail) throw new MalformedRow(file, records.Line, records.Text(), problem).ToError(null);
                continue;
            }

            bytes += records.Bytes.Length;
            if (rows.Count < BatchRows && bytes < BatchBytes) continue;

            yield return rows.Take();
            bytes = 0;
        }

        if (rows.Count > 0) yield return rows.Take();
    }

    IEnumerable<MalformedRow> Malformed(string file, CancellationToken cancel)
    {
        var rows = new JsonRowCollector(this, file);
        using var records = Open(file, Options);
        while (CsvHead.Guarded(file, records.MoveNext))
        {
            cancel.ThrowIfCancellationRequested();
            if (rows.TryAdd(records) is { } problem) yield return new(file, records.Line, records.Text(), problem);
            rows.Forget();
        }
    }

    static JsonRecords Open(string file, JsonOptions options) => new(TextFile.Open(file, options.Encoding, out _), options);

    /// <summary>A reader of the object that the records stand at.</summary>
    public static Utf8JsonReader Reader(JsonRecords records, JsonOptions options) =>
        new(records.Bytes, true, new(new JsonReaderOptions { MaxDepth = options.MaxDepth + 1 }));
}
