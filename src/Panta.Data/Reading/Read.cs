using Panta.Data.Databases;
using Panta.Data.Delta;
using Panta.Data.Frames;
using Panta.Data.Storage;

namespace Panta.Data.Reading;

/// <summary>
/// Every source as a frame: each pass reads it anew, batch by batch, in bounded memory. Files are looked at when asked for; <see cref="FileScan"/> tells more
/// of them: what was found out, and which rows are malformed.
/// </summary>
public static class Read
{
    /// <summary>The rows of CSV files.</summary>
    /// <param name="path">
    /// A file, a folder, or a pattern of <c>*</c>, <c>?</c> and <c>**</c> (any folders). Folders named <c>key=value</c> become columns.
    /// </param>
    /// <param name="options">How the text is read. Default: found out.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileReadException">A file is empty or broken, or its columns are not those asked for; during a pass, a row is malformed.</exception>
    public static DataFrame Csv(string path, CsvOptions? options = null) => FileScan.Csv(path, options).Rows;

    /// <summary>The rows of several CSV files, folders and patterns, in their order.</summary>
    /// <param name="paths">Files, folders and patterns.</param>
    /// <param name="options">How the text is read. Default: found out.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileReadException">A file is empty or broken, or its columns are not those asked for; during a pass, a row is malformed.</exception>
    public static DataFrame Csv(IEnumerable<string> paths, CsvOptions? options = null) => FileScan.Csv(paths, options).Rows;

    /// <summary>The rows of Parquet files.</summary>
    /// <param name="path">
    /// A file, a folder, or a pattern of <c>*</c>, <c>?</c> and <c>**</c> (any folders). Folders named <c>key=value</c> become columns.
    /// </param>
    /// <param name="options">The columns expected. Default: the files'.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileReadException">A file is empty or broken, or its columns are not those asked for.</exception>
    public static DataFrame Parquet(string path, ParquetReadOptions? options = null) => FileScan.Parquet(path, options).Rows;

    /// <summary>The rows of several Parquet files, folders and patterns, in their order.</summary>
    /// <param name="paths">Files, folders and patterns.</param>
    /// <param name="options">The columns expected. Default: the files'.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileReadException">A file is empty or broken, or its columns are not those asked for.</exception>
    public static DataFrame Parquet(IEnumerable<string> paths, ParquetReadOptions? options = null) => FileScan.Parquet(paths, options).Rows;

    /// <summary>
    /// The rows of JSON files: an object a line, an array of objects, or objects one behind the other. Objects in them are structs, arrays arrays.
    /// </summary>
    /// <param name="path">
    /// A file, a folder, or a pattern of <c>*</c>, <c>?</c> and <c>**</c> (any folders). Folders named <c>key=value</c> become columns.
    /// </param>
    /// <param name="options">How they are read. Default: found out.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileReadException">A file is empty or broken; during a pass, a row is malformed.</exception>
    public static DataFrame Json(string path, JsonOptions? options = null) => FileScan.Json(path, options).Rows;

    /// <summary>The rows of files of the format that their extension names.</summary>
    /// <param name="path">
    /// A file, a folder, or a pattern of <c>*</c>, <c>?</c> and <c>**</c> (any folders). Folders named <c>key=value</c> become columns.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileReadException">A file is empty or broken, or its extension is not known; during a pass, a row is malformed.</exception>
    public static DataFrame File(string path) => FileScan.File(path).Rows;

    /// <summary>The rows of a Delta table. A condition on the frame opens only the files that may hold such rows.</summary>
    /// <param name="path">The table's folder, or <c>s3://bucket/prefix</c>.</param>
    /// <param name="version">The version. Default: the newest there is now.</param>
    /// <param name="s3">How S3 is reached. Default: by the environment.</param>
    /// <exception cref="DeltaException">There is no such table or version, or it needs a feature that is not supported.</exception>
    public static DataFrame Delta(string path, long? version = null, S3Options? s3 = null) => DeltaTable.Open(path, s3: s3).Snapshot(version).AsFrame();

    /// <summary>The rows of a Delta table as they were at a time.</summary>
    /// <param name="path">The table's folder, or <c>s3://bucket/prefix</c>.</param>
    /// <param name="at">The time; see <see cref="DeltaTable.SnapshotAt"/>.</param>
    /// <param name="s3">How S3 is reached. Default: by the environment.</param>
    /// <exception cref="DeltaException">There was no version yet, or it needs a feature that is not supported.</exception>
    public static DataFrame Delta(string path, DateTimeOffset at, S3Options? s3 = null) => DeltaTable.Open(path, s3: s3).SnapshotAt(at).AsFrame();

    /// <summary>
    /// The rows of a query of a PostgreSQL database. The query is described now, which gives the columns, and run at each pass, in a read-only transaction of
    /// its own, so that a pass sees one state of the database. The session's time zone is UTC.
    /// </summary>
    /// <param name="database">The database, or its connection string.</param>
    /// <param name="sql">One statement: SELECT, VALUES, TABLE or WITH.</param>
    /// <param name="parameters">Values of <c>$1</c>, <c>$2</c> …; they never become a part of the statement's text.</param>
    /// <returns>
    /// boolean, smallint, integer, bigint, real, double precision, bytea, date, timestamp and timestamptz as what they are, with ±infinity and years beyond
    /// .NET's; numeric by <see cref="PostgresDatabase.Numerics"/>; character(n) with the spaces that fill it up; arrays as lists, composite types as structs,
    /// every other type as the text that a cast to text gives. Every field is nullable.
    /// </returns>
    /// <exception cref="DatabaseException">
    /// The database cannot be reached, or refuses the query; during a pass: the connection broke, the columns have changed, or a value has no place in its
    /// column.
    /// </exception>
    public static DataFrame Postgres(PostgresDatabase database, string sql, params object?[] parameters) => PostgresQuery.Frame(database, sql, parameters);

    /// <summary>
    /// The rows of a table or view of a PostgreSQL database. As of a query, but that columns declared NOT NULL are not nullable, and comments on them are
    /// metadata ("comment").
    /// </summary>
    /// <param name="database">The database, or its connection string.</param>
    /// <param name="table">The name exactly as it is, letter case and all; no dot leads into a schema.</param>
    /// <param name="schema">The schema's name. Default null: the first of the search path that has the table.</param>
    /// <exception cref="DatabaseException">The database cannot be reached, or has no such table; and as of a query.</exception>
    public static DataFrame PostgresTable(PostgresDatabase database, string table, string? schema = null) => PostgresQuery.OfTable(database, schema, table);

    /// <summary>
    /// The rows of a query of a SQLite file, by the operating system's SQLite. The file is opened read-only and its columns are found out now; each pass runs
    /// the statement anew and sees one state of the file.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="sql">One SELECT.</param>
    /// <param name="parameters">Values of <c>?</c>, in order; they never become a part of the statement's text.</param>
    /// <returns>Columns as of <see cref="Sqlite(string, string, SqliteOptions, object?[])"/> without options.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DatabaseException">It is no database, or damaged, or refuses the query; during a pass: a value has no place in its column.</exception>
    /// <exception cref="DllNotFoundException">SQLite is not installed; the message says how to.</exception>
    public static DataFrame Sqlite(string path, string sql, params object?[] parameters) => SqliteQuery.Frame(path, sql, parameters, new());

    /// <summary>The rows of a query of a SQLite file, read as the options say.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sql">One SELECT.</param>
    /// <param name="options">Types of columns, and how times are kept.</param>
    /// <param name="parameters">Values of <c>?</c>, in order.</param>
    /// <returns>
    /// Columns by their declared type: BOOLEAN bool, names with INT long, with CHAR, CLOB or TEXT string, with BLOB binary, with REAL, FLOA or DOUB, and
    /// DECIMAL and NUMERIC double, DATE date, DATETIME and TIMESTAMP timestamp_ntz. Where nothing is declared, as of an expression, the first 10,000 rows tell.
    /// SQLite lets any value stand in any column: one that is not of the column's type is an error that names row and column. Every field is nullable.
    /// </returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DatabaseException">It is no database, or damaged, or refuses the query; during a pass: a value has no place in its column.</exception>
    /// <exception cref="DllNotFoundException">SQLite is not installed; the message says how to.</exception>
    public static DataFrame Sqlite(string path, string sql, SqliteOptions options, params object?[] parameters) =>
        SqliteQuery.Frame(path, sql, parameters, options);

    /// <summary>The rows of a table or view of a SQLite file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="table">The table's name, compared without case as SQLite does.</param>
    /// <param name="options">Types of columns, and how times are kept. Default: as declared, times as text.</param>
    /// <returns>Columns as of <see cref="Sqlite(string, string, SqliteOptions, object?[])"/>.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DatabaseException">It is no database, or damaged, or has no such table; during a pass: a value has no place in its column.</exception>
    /// <exception cref="DllNotFoundException">SQLite is not installed; the message says how to.</exception>
    public static DataFrame SqliteTable(string path, string table, SqliteOptions? options = null) => SqliteQuery.OfTable(path, table, options ?? new());
}
