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
    /// Writes rows to a Parquet file, in place of one there may be. When it returns, file and name are on disk; until then the name shows the old file or none.
    /// </summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="data">A table, or a frame, which is read once in bounded memory.</param>
    /// <param name="options">Compression and row groups. Default: <see cref="ParquetOptions"/>'s.</param>
    /// <param name="cancel">Stops the writing; the file is then as it was.</param>
    /// <returns>The number of rows written.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="DuckDbException">The disk or the data failed; the message says why.</exception>
    public static long Write(string path, DataFrame data, ParquetOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RowGroupRows, 2048, nameof(options));
        var settings = string.Create(CultureInfo.InvariantCulture, $"FORMAT parquet, COMPRESSION {DuckDb.Literal(options.Compression)}, ROW_GROUP_SIZE {options.RowGroupRows}");
        if (data.Schema.Fields.Any(field => field.Type == DataType.Vector))
            settings += $", KV_METADATA {{'org.apache.spark.sql.parquet.row.metadata': {DuckDb.Literal(SparkSchema(data.Schema))}}}";
        return FileCopy.Write(path, data, field => ColumnSql(field, data), settings, cancel);
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
