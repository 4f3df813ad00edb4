using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Data.Frames;
using Panta.Data.Delta;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Writing;

/// <summary>
/// Writes Parquet files. Timestamps are instants in UTC or of no zone, as the column says; vector columns become Spark's vector struct (type, size, indices,
/// values) with the metadata by which Spark reads them as vectors.
/// </summary>
public static class ParquetFile
{
    // As VectorUDT.sqlType in Spark's mllib-local.
    const string VectorType = """
        {"type":"udt","class":"org.apache.spark.ml.linalg.VectorUDT","pyClass":"pyspark.ml.linalg.VectorUDT","sqlType":{"type":"struct","fields":[
        {"name":"type","type":"byte","nullable":false,"metadata":{}},{"name":"size","type":"integer","nullable":true,"metadata":{}},
        {"name":"indices","type":{"type":"array","elementType":"integer","containsNull":false},"nullable":true,"metadata":{}},
        {"name":"values","type":{"type":"array","elementType":"double","containsNull":false},"nullable":true,"metadata":{}}]}}
        """;

    /// <summary>
    /// Writes rows to a Parquet file, in place of one there may be; or, by <see cref="ParquetOptions.PartitionBy"/> and the bounds of a file, to a folder of
    /// files,
    /// which is not there yet. When it returns, all is on disk; until then the name shows the old file or none.
    /// </summary>
    /// <param name="path">The file or the folder; the folder around it exists.</param>
    /// <param name="data">A table, or a frame, which is read once in bounded memory.</param>
    /// <param name="options">Compression, row groups, partitions. Default: <see cref="ParquetOptions"/>'s.</param>
    /// <param name="progress">Told the number of rows so far. Default null.</param>
    /// <param name="cancel">Stops the writing; everything is then as it was.</param>
    /// <returns>The number of rows written.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder around it does not exist.</exception>
    /// <exception cref="IOException">A folder was to be written that is there already.</exception>
    /// <exception cref="DuckDbException">The disk or the data failed; the message says why.</exception>
    public static long Write(
        string path, DataFrame data, ParquetOptions? options = null, IProgress<long>? progress = null, CancellationToken cancel = default)
    {
        options ??= new();
        Check(options, data.Schema);
        var settings = string.Create(CultureInfo.InvariantCulture,
            $"FORMAT parquet, COMPRESSION {DuckDb.Literal(options.Compression)}, ROW_GROUP_SIZE {options.RowGroupRows}");
        if (options.CompressionLevel is { } level) settings += string.Create(CultureInfo.InvariantCulture, $", COMPRESSION_LEVEL {level}");
        if (data.Schema.Fields.Any(field => field.Type == DataType.Vector))
            settings += $", KV_METADATA {{'org.apache.spark.sql.parquet.row.metadata': {DuckDb.Literal(SparkSchema(data.Schema))}}}";
        var copy = new FileCopy(data, field => ColumnSql(field, data), settings, progress, cancel);
        return FolderSettings(options) is { } folder ? copy.ToFolder(path, folder, "parquet") : copy.ToFile(path);
    }

    static string? FolderSettings(ParquetOptions options) => options switch
    {
        { PartitionBy.IsEmpty: false } => $"PARTITION_BY ({string.Join(", ", options.PartitionBy.Select(DuckDb.Quote))})",
        { MaxFileRows: { } rows } => string.Create(CultureInfo.InvariantCulture, $"ROW_GROUPS_PER_FILE {rows / options.RowGroupRows}"),
        { MaxFileBytes: { } bytes } => string.Create(CultureInfo.InvariantCulture, $"FILE_SIZE_BYTES {bytes}"),
        _ => null,
    };

    static void Check(ParquetOptions options, Schema schema)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RowGroupRows, 2048, nameof(options));
        if (options.CompressionLevel is { } level)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(level, 1, nameof(options));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 22, nameof(options));
            if (options.Compression != "zstd") throw new ArgumentException($"A level goes with zstd, not with {options.Compression}.", nameof(options));
        }

        if (new[] { !options.PartitionBy.IsEmpty, options.MaxFileRows is not null, options.MaxFileBytes is not null }.Count(given => given) > 1)
            throw new ArgumentException("Give one of PartitionBy, MaxFileRows and MaxFileBytes: DuckDB writes files by one of them at a time.",
                nameof(options));
        if (options.MaxFileRows < options.RowGroupRows)
            throw new ArgumentException($"MaxFileRows is {options.MaxFileRows}, a row group has {options.RowGroupRows}: give at least one row group a file.",
                nameof(options));
        if (options.MaxFileBytes is { } bytes) ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1, nameof(options));
        foreach (var name in options.PartitionBy)
            if (schema[name].Type.Kind is TypeKind.Array or TypeKind.Map or TypeKind.Struct or TypeKind.Vector or TypeKind.Binary
                || options.PartitionBy.Length == schema.Count)
                throw new ArgumentException($"Column '{name}' cannot be a partition: it is {schema[name].Type}, and a column must be left for the files.",
                    nameof(options));
    }

    // Sparse vectors of a table in memory are seen as the struct already.
    static string ColumnSql(Field field, DataFrame data)
    {
        var name = DuckDb.Quote(field.Name);
        return field.Type == DataType.Vector && data.AsTable()?[field.Name] is not VectorColumn { IsSparse: true }
            ? $"CASE WHEN {name} IS NOT NULL THEN {{'type': 1::TINYINT, 'size': NULL::INTEGER, 'indices': NULL::INTEGER[], 'values': {name}}} END AS {name}"
            : name;
    }

    static string SparkSchema(Schema schema)
    {
        var fields = schema.Fields.Select(JsonNode (field) => new JsonObject
        {
            ["name"] = field.Name,
            ["type"] = field.Type == DataType.Vector ? JsonNode.Parse(VectorType) : SchemaJson.Type(field.Type),
            ["nullable"] = field.Nullable,
            ["metadata"] = new JsonObject(),
        });
        return new JsonObject { ["type"] = "struct", ["fields"] = new JsonArray([.. fields]) }.ToJsonString(JsonSerializerOptions.Default);
    }
}
