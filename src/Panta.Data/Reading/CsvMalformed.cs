using System.Globalization;
using System.Text;

namespace Panta.Data.Reading;

/// <summary>
/// Which rows of CSV files are malformed, and the files without them. What DuckDB offers for that (ignore_errors, store_rejects) counts other rows for a
/// projection than for all columns, counts records for lines, and lets a quote left open take the rest of the file.
/// </summary>
static class CsvMalformed
{
    /// <summary>The malformed rows of a file, found by one pass in bounded memory.</summary>
    public static IEnumerable<MalformedRow> Rows(CsvPlan plan, CsvPlan.File file, CancellationToken cancel)
    {
        var nulls = plan.Options.NullTexts.ToHashSet(StringComparer.Ordinal);
        using var records = file.Head.Open(plan.Options);
        while (CsvHead.Guarded(file.Head.Path, records.MoveNext))
        {
            cancel.ThrowIfCancellationRequested();
            if (!IsRow(plan, file, records) || ProblemOf(plan, file, records, nulls) is not { } problem) continue;
            yield return new(file.Head.Path, records.Line, records.Text(), problem);
        }
    }

    /// <summary>A file ready for DuckDB: as it is where it is plain and has no malformed row, else as a clean copy.</summary>
    /// <returns>The file, and how many malformed rows it has.</returns>
    public static (CsvPlan.File File, long Malformed) Cleaned(CsvPlan plan, CsvPlan.File file, Lazy<ScratchFolder> scratch, int number,
        CancellationToken cancel)
    {
        if (plan.Options.Malformed == MalformedRows.Fail && file.Head.IsPlain) return (file, 0);

        var malformed = 0L;
        if (file.Head.IsPlain)
        {
            malformed = Rows(plan, file, cancel).LongCount();
            if (malformed == 0 && !HasMixedLineEnds(plan, file, cancel)) return (file, 0);
        }

        var path = scratch.Value.PathFor(number, $"{HivePartitions.Tail(file.Head.Path)}.csv");
        return (file with { Clean = path }, Copy(plan, file, path, cancel));
    }

    /// <summary>The first line that ends in another way than those before; null where all end alike.</summary>
    public static long? FirstOtherLineEnd(CsvPlan plan, CsvPlan.File file, CancellationToken cancel)
    {
        using var records = file.Head.Open(plan.Options);
        while (CsvHead.Guarded(file.Head.Path, records.MoveNext))
        {
            cancel.ThrowIfCancellationRequested();
            if (!records.HasOneLineEnd) return records.Line;
        }

        return null;
    }

    static bool HasMixedLineEnds(CsvPlan plan, CsvPlan.File file, CancellationToken cancel) => FirstOtherLineEnd(plan, file, cancel) is not null;

    static long Copy(CsvPlan plan, CsvPlan.File file, string path, CancellationToken cancel)
    {
        var (malformed, nulls) = (0L, plan.Options.NullTexts.ToHashSet(StringComparer.Ordinal));
        using var records = file.Head.Open(plan.Options);
        using var copy = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16);
        while (CsvHead.Guarded(file.Head.Path, records.MoveNext))
        {
            cancel.ThrowIfCancellationRequested();
            if (!IsRow(plan, file, records)) continue;
            if (ProblemOf(plan, file, records, nulls) is { } problem)
            {
                malformed++;
                if (plan.Options.Malformed == MalformedRows.Fail) throw new MalformedRow(file.Head.Path, records.Line, records.Text(), problem).ToError(null);
                continue;
            }

            copy.Write(records.Bytes);
            copy.WriteByte((byte)'\n');
        }

        return malformed;
    }

    // A blank line is a row only where there is one column: a null.
    static bool IsRow(CsvPlan plan, CsvPlan.File file, CsvRecords records) =>
        records.Problem is not null
        || (!(plan.HasHeader && records.Line == file.Head.FirstLine) && !records.IsComment && (records.Count > 0 || file.Columns.Length == 1));

    static string? ProblemOf(CsvPlan plan, CsvPlan.File file, CsvRecords records, HashSet<string> nulls)
    {
        if (records.Problem is { } problem) return problem;
        if (records.Count == 0) return null;
        if (!records.Has(file.Columns.Length))
            return string.Create(CultureInfo.InvariantCulture,
                $"it has {records.Count} values, {file.Columns.Length} are expected (delimiter '{(char)file.Head.Dialect.Delimiter}')");

        for (var i = 0; i < file.Columns.Length; i++)
        {
            var type = plan.Types[file.Columns[i]];
            var value = records[i];
            if (type.Fits(value) || IsNull(value, records.IsQuoted(i), plan, nulls)) continue;

            var form = type.Format is { } format ? $" of the form {format.Pattern}" : "";
            return $"column '{plan.Names[file.Columns[i]]}': '{Encoding.UTF8.GetString(value[..Math.Min(value.Length, 200)])}' is no {type.Type}{form}";
        }

        return null;
    }

    static bool IsNull(ReadOnlySpan<byte> value, bool quoted, CsvPlan plan, HashSet<string> nulls) =>
        (!quoted || plan.Options.QuotedNulls) && value.Length <= 1_000 && nulls.Contains(Encoding.UTF8.GetString(value));
}
