using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Tests;

namespace Panta.Learning.Tests.Golden;

/// <summary>One case of what Spark's ML gives (golden/spark-ml): its input as a table, its parameters and what is expected.</summary>
sealed class GoldenCase
{
    readonly JsonObject _case;

    GoldenCase(JsonObject json) => _case = json;

    public string Name => (string)_case["name"]!;

    public JsonObject Parameters => _case["parameters"] as JsonObject ?? [];

    public JsonNode Expected => _case["expected"]!;

    public bool IsError => Expected is JsonObject expected && expected.ContainsKey("error");

    public JsonObject Json => _case;

    public static IReadOnlyList<GoldenCase> Of(string file, string function)
    {
        using var stream = File.OpenRead(Shared.Path("golden/spark-ml/" + file));
        using var unpacked = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : (Stream)stream;
        var document = JsonNode.Parse(unpacked)!;
        var functions = document["functions"] as JsonArray ?? [document.DeepClone()];
        var found = functions.First(f => ((string)f!["function"]!).EndsWith(function, StringComparison.Ordinal))!;
        return [.. found["cases"]!.AsArray().Select(c => new GoldenCase(c!.AsObject()))];
    }

    public static GoldenCase Of(string file, string function, string name) => Of(file, function).Single(c => c.Name == name);

    public Table Input(int folds = 1) => _case.ContainsKey("input") ? TableOf(_case["input"]!) : DataFile(_case["data"]!.AsObject(), folds);

    public Table TransformInput() => _case["transformInput"] is { } table ? TableOf(table) : Input();

    public static double[] Values(JsonNode vector)
    {
        if ((string)vector["vector"]! == "dense") return [.. vector["values"]!.AsArray().Select(Number)];

        var values = new double[(int)vector["size"]!];
        foreach (var (index, value) in vector["indices"]!.AsArray().Zip(vector["values"]!.AsArray())) values[(int)index!] = Number(value);
        return values;
    }

    public static double Number(JsonNode? node) => node!.GetValueKind() == JsonValueKind.String
        ? (string)node! switch { "NaN" => double.NaN, "Infinity" => double.PositiveInfinity, _ => double.NegativeInfinity }
        : node.GetValue<double>();

    public static Table TableOf(JsonNode json)
    {
        var (columns, rows) = (json["columns"]!.AsArray(), json["rows"]!.AsArray());
        var fields = columns.Select((column, i) => FieldOf(column!, rows.Select(row => row![i]).FirstOrDefault(cell => cell is not null))).ToList();
        var builders = fields.Select(field => ColumnBuilder.For(field.Type)).ToList();
        foreach (var row in rows)
            for (var i = 0; i < fields.Count; i++)
                builders[i].Add(Cell(row![i], fields[i].Type));
        return new(new([.. fields]), [.. builders.Select(builder => builder.Build())], rows.Count);
    }

    static Field FieldOf(JsonNode column, JsonNode? cell)
    {
        var type = (string)column["type"]! switch
        {
            "int" => DataType.Int32,
            "bigint" => DataType.Int64,
            "double" => DataType.Float64,
            "float" => DataType.Float32,
            "boolean" => DataType.Bool,
            "vector" => DataType.Vector,
            _ => DataType.String,
        };
        var field = new Field((string)column["name"]!, type);
        return type.Kind == TypeKind.Vector && cell is not null
            ? field with { Slots = [.. Values(cell).Select((_, i) => new Field($"{i}", DataType.Float64))] }
            : field;
    }

    static object? Cell(JsonNode? cell, DataType type) => cell is null ? null : type.Kind switch
    {
        TypeKind.Vector => Values(cell),
        TypeKind.Bool => (bool)cell,
        TypeKind.String => (string)cell!,
        TypeKind.Int32 => cell.GetValue<int>(),
        TypeKind.Int64 => cell.GetValue<long>(),
        TypeKind.Float32 => (float)Number(cell),
        _ => Number(cell),
    };

    // The features become a vector column, the label and the weight numbers; the few derived labels are made as the case's steps say.
    static Table DataFile(JsonObject data, int folds)
    {
        var separator = (string)data["separator"]!;
        var lines =
            File.ReadLines(Shared.Path(((string)data["file"]!).Replace("../../", ""))).Where(line => line.Length > 0).Skip((bool)data["header"]! ? 1 : 0);
        var rows = lines.Select(line => line.Split(separator)).Where(row => !row.Contains("")).ToList();
        if (data["rows"] is { } count) rows = rows[..(int)count];
        var names = data["columns"]!.AsArray().Select(name => (string)name!).ToList();
        double[] Column(string name) => name switch
        {
            "q3" => [.. Column("quality").Select(quality => quality <= 5 ? 0d : quality == 6 ? 1 : 2)],
            "y" when names.Contains("cls") => [.. rows.Select(row => row[names.IndexOf("cls")] switch { "Iris-setosa" => 0d, "Iris-versicolor" => 1, _ => 2 })],
            "y" => [.. Column("median_house_value").Select(value => value / 100000)],
            _ => [.. rows.Select(row => double.Parse(row[names.IndexOf(name)], CultureInfo.InvariantCulture))],
        };
        var features = data["features"]!.AsArray().Select(name => (string)name!).ToList();
        var label = Column((string)data["label"]!);
        var vectors = VectorColumn.View([.. features.Select(name => new Column<double>(DataType.Float64, Column(name)))], rows.Count);
        return new Table(new(new Field("features", DataType.Vector) { Slots = [.. features.Select(name => new Field(name, DataType.Float64))] }), [vectors])
            .With("label", new Column<double>(DataType.Float64, label))
            .With("w", new Column<double>(DataType.Float64, label.Select(value => 1 + value % 2).ToArray()))
            .With("fold", new Column<int>(DataType.Int32, label.Select((_, row) => row % folds).ToArray()));
    }
}
