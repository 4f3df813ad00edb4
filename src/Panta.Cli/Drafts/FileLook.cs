using System.Collections.Immutable;
using Panta.Data.Reading;
using Panta.Data.Tables;

namespace Panta.Cli.Drafts;

/// <summary>What one look at a file of rows tells: its columns, and what a project needs to know of its target and its time.</summary>
sealed class FileLook : IDisposable
{
    const string Source = "source";
    const int MostClasses = 100;

    // DuckDB's count of distinct values is an estimate; below this share of the rows it is not worth counting exactly.
    const double LeastUnique = 0.7;

    // A few blanks or dashes do not make a column of numbers one of texts.
    const double LeastNumbers = 0.95;

    readonly DuckDb _duckDb = DuckDb.Open();

    FileLook(FileInfo file)
    {
        File = file;
        _duckDb.Register(Source, Read.File(file.FullName).ToTable().Flatten()); // as the project will read it
        var described = _duckDb.Query($"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {Source})");
        var names = Enumerable.Range(0, described.RowCount).Select(row => (string)described["column_name"].Value(row)!).ToArray();
        var counted = names.Select((name, at) => $", count({DuckDb.Quote(name)}) AS n{at}, approx_count_distinct({DuckDb.Quote(name)}) AS d{at}");
        var counts = _duckDb.Query($"SELECT count(*) AS n{string.Concat(counted)} FROM {Source}");
        Rows = Count("n");
        // DuckDB calls 'at' unreserved and then refuses it as an argument.
        var reserved = Texts(_duckDb.Query(
            "SELECT keyword_name AS value FROM duckdb_keywords() WHERE keyword_category <> 'unreserved' OR keyword_name = 'at'")).ToHashSet();
        Columns =
        [
            .. names.Select((name, at) => new FileColumn
            {
                Name = name,
                Sql = Identifier(name, reserved),
                Type = (string)described["column_type"].Value(at)!,
                Distinct = Count($"d{at}"),
                Nulls = Rows - Count($"n{at}"),
            }).Select(column => column.IsText && ReadsAsNumber(column) ? column with { IsNumberInText = true } : column),
        ];

        long Count(string name) => Convert.ToInt64(counts[name].Value(0));
    }

    /// <summary>The file.</summary>
    public FileInfo File { get; }

    /// <summary>Its number of rows.</summary>
    public long Rows { get; }

    /// <summary>Its columns in their order.</summary>
    public ImmutableArray<FileColumn> Columns { get; }

    /// <summary>Looks at a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileReadException">It is no CSV, Parquet or JSON file.</exception>
    /// <exception cref="UsageException">It has no rows or fewer than two columns.</exception>
    public static FileLook At(FileInfo file)
    {
        var look = new FileLook(file);
        if (look.Rows > 0 && look.Columns.Length > 1) return look;

        look.Dispose();
        throw new UsageException(
            $"'{file.Name}' has {look.Rows} rows and {look.Columns.Length} columns; learning needs rows, a target and at least one more column.");
    }

    /// <summary>The column of that name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public FileColumn Column(string name) => Columns.FirstOrDefault(column => column.Name == name)
        ?? throw new UsageException($"'{File.Name}' has no column '{name}'; it has {string.Join(", ", Columns.Select(column => column.Name))}.");

    /// <summary>Whether every row has its own value in a column.</summary>
    public bool IsUnique(FileColumn column) =>
        column.Nulls == 0 && column.Distinct > Rows * LeastUnique
        && _duckDb.Query($"SELECT count(DISTINCT {column.Sql}) = count(*) AS yes FROM {Source}")["yes"].Value(0) is true;

    /// <summary>The values of a column in order, nulls left out; at most 100.</summary>
    public ImmutableArray<string> Values(FileColumn column)
    {
        var name = column.Sql;
        return [.. Texts(_duckDb.Query(
            $"SELECT DISTINCT CAST({name} AS VARCHAR) AS value FROM {Source} WHERE {name} IS NOT NULL ORDER BY value LIMIT {MostClasses}"))];
    }

    /// <summary>The time between the first and the last row.</summary>
    public TimeSpan Span(FileColumn time)
    {
        var name = time.Sql;
        var read = _duckDb.Query($"SELECT CAST(epoch_ms(max({name})::TIMESTAMP) - epoch_ms(min({name})::TIMESTAMP) AS BIGINT) AS span FROM {Source}");
        return read["span"].Value(0) is long span
            ? TimeSpan.FromMilliseconds(span)
            : TimeSpan.Zero;
    }

    /// <summary>The values of columns as numbers, NaN where a value is none, of the first rows.</summary>
    public double[][] Numbers(IReadOnlyList<FileColumn> columns, int rows)
    {
        var numbers = columns.Select((column, at) => $"coalesce(try_cast({column.Sql} AS DOUBLE), 'nan'::DOUBLE) AS n{at}");
        var read = _duckDb.Query($"SELECT {string.Join(", ", numbers)} FROM {Source} LIMIT {rows}");
        return [.. columns.Select((_, at) => ((Column<double>)read[$"n{at}"]).Span.ToArray())];
    }

    /// <summary>
    /// How much of what the commonest value of a target gets wrong is right when a column is known: 1 where each of its values goes with one of the target.
    /// </summary>
    public double ShareDetermined(FileColumn column, FileColumn target)
    {
        var counts = _duckDb.Query(
            $"""
            WITH pairs AS (SELECT {column.Sql} AS x, {target.Sql} AS y, count(*) AS n FROM {Source} WHERE {target.Sql} IS NOT NULL GROUP BY ALL)
            SELECT (SELECT sum(n) FROM pairs)::DOUBLE AS rows,
                   (SELECT max(n) FROM (SELECT sum(n) AS n FROM pairs GROUP BY y))::DOUBLE AS commonest,
                   (SELECT sum(n) FROM (SELECT max(n) AS n FROM pairs GROUP BY x))::DOUBLE AS known
            """);
        var (rows, commonest, known) = ((double)counts["rows"].Value(0)!, (double)counts["commonest"].Value(0)!, (double)counts["known"].Value(0)!);
        return (known - commonest) / (rows - commonest);
    }

    /// <summary>
    /// How often a target changes along the order of a column, its first value counted: as often as it has values, where thresholds part them.
    /// </summary>
    public long Runs(FileColumn column, FileColumn target) => Convert.ToInt64(_duckDb.Query(
        $"""
        SELECT coalesce(sum((y IS DISTINCT FROM before)::INT), 0) AS runs
        FROM (SELECT {target.Sql} AS y, lag({target.Sql}) OVER (ORDER BY {column.Sql}, {target.Sql}) AS before
              FROM {Source} WHERE {column.Sql} IS NOT NULL AND {target.Sql} IS NOT NULL)
        """)["runs"].Value(0));

    public void Dispose() => _duckDb.Dispose();

    bool ReadsAsNumber(FileColumn column)
    {
        var read = _duckDb.Query($"SELECT avg((try_cast({column.Sql} AS DOUBLE) IS NOT NULL)::INT) AS share FROM {Source} WHERE {column.Sql} IS NOT NULL");
        return read["share"].Value(0) is >= LeastNumbers;
    }

    static IEnumerable<string> Texts(Table values) => Enumerable.Range(0, values.RowCount).Select(row => (string)values["value"].Value(row)!);

    static string Identifier(string name, HashSet<string> reserved) =>
        name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') && !char.IsAsciiDigit(name[0]) && !reserved.Contains(name)
            ? name
            : DuckDb.Quote(name);
}
