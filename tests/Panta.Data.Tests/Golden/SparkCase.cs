using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Tests;

namespace Panta.Data.Tests.Golden;

/// <summary>A case of what Spark gives (golden/spark-ml): see its README.</summary>
sealed class SparkCase(JsonObject json)
{
    public string Name => (string)json["name"]!;

    public JsonNode Expected => json["expected"]!;

    public JsonObject Parameters => json["parameters"] as JsonObject ?? [];

    public long Seed => Parameters["seed"]!.GetValue<long>();

    public double[] Doubles(string parameter) => [.. Parameters[parameter]!.AsArray().Select(value => value!.GetValue<double>())];

    public Table Input => ToTable(json["input"]!);

    public static IReadOnlyList<SparkCase> Of(string file, string function)
    {
        using var stream = File.OpenRead(Shared.Path("golden/spark-ml/" + file));
        var found = JsonNode.Parse(stream)!["functions"]!.AsArray().Single(f => (string)f!["function"]! == function)!;
        return [.. found["cases"]!.AsArray().Select(c => new SparkCase(c!.AsObject()))];
    }

    public static Table ToTable(JsonNode form)
    {
        var (columns, rows) = (form["columns"]!.AsArray(), form["rows"]!.AsArray());
        var fields = columns.Select(column => new Field((string)column!["name"]!, TypeOf((string)column["type"]!)) { Nullable = (bool?)column["nullable"] ?? true }).ToList();
        var builders = fields.Select(field => ColumnBuilder.For(field.Type)).ToList();
        foreach (var row in rows)
            for (var i = 0; i < fields.Count; i++)
                builders[i].Add(Cell(row![i], fields[i].Type));
        return new(new([.. fields]), [.. builders.Select(builder => builder.Build())], rows.Count);
    }

    public static object? Cell(JsonNode? cell, DataType type) => cell switch
    {
        null => null,
        _ when type == DataType.Float64 && cell.GetValueKind() == JsonValueKind.String =>
            (string)cell! switch { "NaN" => double.NaN, "Infinity" => double.PositiveInfinity, _ => double.NegativeInfinity },
        _ when type == DataType.Float64 => cell.GetValue<double>(),
        _ when type == DataType.Int32 => cell.GetValue<int>(),
        _ when type == DataType.Int64 => cell.GetValue<long>(),
        _ => (string)cell!,
    };

    static DataType TypeOf(string name) => name switch
    {
        "int" => DataType.Int32,
        "bigint" => DataType.Int64,
        "double" => DataType.Float64,
        _ => DataType.String,
    };
}
