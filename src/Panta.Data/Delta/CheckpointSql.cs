using Panta.Data.Reading;

namespace Panta.Data.Delta;

/// <summary>The SQL that reads one Parquet file of a checkpoint, as far as it has the columns.</summary>
sealed class CheckpointSql(FileColumns columns, string path)
{
    static readonly string[] Seldom = ["txn", "metaData", "protocol", "domainMetadata", "sidecar", "checkpointMetadata"];

    readonly string _source = $"read_parquet([{FilePaths.Literal(path)}], hive_partitioning = false)";

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
        "remove", true, [Number("remove", "size", "size"), Number("remove", "deletionTimestamp", "deleted"), Number("remove", "extendedFileMetadata", "extended")]);

    /// <summary>All else, as JSON; null where the file has none of it.</summary>
    public string? Others
    {
        get
        {
            var there = Seldom.Where(Has).ToList();
            if (there.Count == 0) return null;

            var action = string.Join(", ", there.Select(name => $"{DuckDb.Quote(name)} := {DuckDb.Quote(name)}"));
            var wanted = string.Join(" OR ", there.Select(name => $"{IsThere(name)} IS NOT NULL"));
            return $"SELECT CAST(to_json(struct_pack({action})) AS VARCHAR) AS action FROM {_source} WHERE {wanted}";
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
        partitioned && Has($"{action}\0partitionValues") ? $"CAST(to_json({action}.partitionValues) AS VARCHAR) AS values" : null,
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

    // A struct is not null where a field of it that must be there is not.
    static string IsThere(string name) => name switch
    {
        "txn" => "txn.appId",
        "metaData" => "metaData.id",
        "protocol" => "protocol.minReaderVersion",
        "domainMetadata" => "domainMetadata.domain",
        "sidecar" => "sidecar.path",
        _ => DuckDb.Quote(name),
    };

    bool Has(string path) => columns.Names.Contains(path);
}
