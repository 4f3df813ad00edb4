using Panta.Data.Reading;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>
/// The SQL that reads one Parquet file of a checkpoint, as far as it has the columns and values in them: most columns of most checkpoints are empty.
/// </summary>
sealed class CheckpointSql
{
    static readonly string[] OfFiles = ["add", "remove"];
    static readonly string[] Seldom = ["txn", "metaData", "protocol", "domainMetadata", "sidecar", "checkpointMetadata"];

    readonly FileColumns _columns;
    readonly HashSet<string> _filled = new(StringComparer.Ordinal);
    readonly string _source;

    /// <summary>For a file of known columns; its footer is looked into for those that are empty.</summary>
    public CheckpointSql(FileColumns columns, string path, DuckDb db)
    {
        _columns = columns;
        _source = $"read_parquet([{FilePaths.Literal(path)}], hive_partitioning = false)";
        // A column that only claims to have nothing but nulls, and has a smallest value, is read.
        var filled = (TextColumn)db.Query($"""
            SELECT DISTINCT path_in_schema FROM parquet_metadata([{FilePaths.Literal(path)}])
            WHERE NOT coalesce(stats_null_count = num_values AND stats_min_value IS NULL AND stats_max_value IS NULL, false)
            """).Columns[0];
        foreach (var leaf in filled.Dictionary) AddWithOuter(leaf.Replace(", ", "\0", StringComparison.Ordinal));
    }

    /// <summary>The live files; null where the file has none.</summary>
    /// <param name="partitioned">Whether partition values are read; without, none.</param>
    public string? Adds(bool partitioned) => Files(
        "add",
        partitioned,
        [
            Number("add", "size", "size"),
            Number("add", "modificationTime", "time"),
            $"encode(coalesce({Stats})) AS stats",
            Text("add", "clusteringProvider", "clustering"),
        ]);

    /// <summary>The tombstones; null where the file has none.</summary>
    public string? Removes => Files(
        "remove",
        true,
        [Number("remove", "size", "size"), Number("remove", "deletionTimestamp", "deleted"), Number("remove", "extendedFileMetadata", "extended")]);

    /// <summary>All else, as JSON; null where the file has none of it.</summary>
    public string? Others
    {
        get
        {
            var there = Seldom.Where(Has).ToList();
            if (there.Count == 0) return null;

            var action = string.Join(", ", there.Select(name => $"{DuckDb.Quote(name)} := {DuckDb.Quote(name)}"));
            // No row has two actions. So asked DuckDB reads these columns only around rows that are of no file, which is much faster than to ask for each.
            var noFiles = string.Concat(OfFiles.Where(name => Has($"{name}\0path")).Select(name => $" AND {name}.path IS NULL"));
            return $"SELECT CAST(to_json(struct_pack({action})) AS VARCHAR) AS action FROM {_source} WHERE true{noFiles}";
        }
    }

    // The text, or what was kept as a struct in its place.
    string Stats => string.Join(", ", new[]
    {
        Has("add\0stats") ? "CAST(add.stats AS VARCHAR)" : null,
        Has("add\0stats_parsed") ? "CAST(to_json(add.stats_parsed) AS VARCHAR)" : null,
        "CAST(NULL AS VARCHAR)",
    }.OfType<string>());

    string? Files(string action, bool partitioned, string?[] more) => !Has($"{action}\0path") ? null : $"""
        SELECT {string.Join(", ", Common(action, partitioned).Concat(more).OfType<string>())}
        FROM {_source} WHERE {action}.path IS NOT NULL
        """;

    // Paths are all different, so that a dictionary of them would be in vain: they come as bytes.
    IEnumerable<string?> Common(string action, bool partitioned) =>
    [
        $"encode(CAST({action}.path AS VARCHAR)) AS path",
        partitioned && HasValues(action) ? $"CAST(to_json({action}.partitionValues) AS VARCHAR) AS values" : null,
        Has($"{action}\0tags") ? $"CAST(to_json({action}.tags) AS VARCHAR) AS tags" : null,
        Number(action, "baseRowId", "row_id"),
        Number(action, "defaultRowCommitVersion", "row_version"),
        Text(action, "deletionVector\0storageType", "dv_storage"),
        Text(action, "deletionVector\0pathOrInlineDv", "dv_place"),
        Number(action, "deletionVector\0offset", "dv_offset"),
        Number(action, "deletionVector\0sizeInBytes", "dv_size"),
        Number(action, "deletionVector\0cardinality", "dv_rows"),
    ];

    string? Number(string action, string field, string name) => Cast(action, field, "BIGINT", name);

    string? Text(string action, string field, string name) => Cast(action, field, "VARCHAR", name);

    string? Cast(string action, string field, string type, string name) =>
        Has($"{action}\0{field}") ? $"CAST({action}.{string.Join('.', field.Split('\0').Select(DuckDb.Quote))} AS {type}) AS {name}" : null;

    // An empty map of a tombstone's values is another thing than none.
    bool HasValues(string action) => action == "remove" ? _columns.Names.Contains("remove\0partitionValues") : Has($"{action}\0partitionValues");

    bool Has(string path) => _columns.Names.Contains(path) && _filled.Contains(path);

    // What a column lies in is not empty either.
    void AddWithOuter(string leaf)
    {
        for (var end = leaf.Length; end > 0; end = leaf.LastIndexOf('\0', end - 1)) _filled.Add(leaf[..end]);
    }
}
