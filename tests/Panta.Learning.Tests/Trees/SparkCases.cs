using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Learning.Tests.Trees;

/// <summary>Spark's answers on trees and forests, with the tables they were computed from: columns features, label and w.</summary>
sealed class SparkCases
{
    readonly Dictionary<string, JsonElement> _cases;

    public SparkCases(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Panta.Tests.Shared.Path("golden/spark-ml/" + file)));
        _cases = document.RootElement.GetProperty("functions").EnumerateArray()
            .SelectMany(function => function.GetProperty("cases").EnumerateArray())
            .ToDictionary(golden => golden.GetProperty("name").GetString()!, golden => golden.Clone());
    }

    public JsonElement this[string name] => _cases[name];

    public static Table TableOf(JsonElement golden) =>
        golden.TryGetProperty("data", out var data) ? FromFile(data) : FromRows(golden);

    static Table FromRows(JsonElement golden)
    {
        var rows = golden.GetProperty("input").GetProperty("rows").EnumerateArray().ToList();
        var labels = rows.Select(row => row[0].GetDouble()).ToArray();
        var vectors = rows.Select(row => Vector(row[1])).ToArray();
        var isIndexed = golden.TryGetProperty("input", out var input) && input.TryGetProperty("steps", out _);
        return ToTable(vectors, labels, isIndexed ? [4, 0] : []);
    }

    static double[] Vector(JsonElement vector)
    {
        var values = vector.GetProperty("values").EnumerateArray().Select(Number).ToArray();
        if (vector.GetProperty("vector").GetString() == "dense") return values;

        var dense = new double[vector.GetProperty("size").GetInt32()];
        var indices = vector.GetProperty("indices").EnumerateArray().Select(index => index.GetInt32()).ToArray();
        for (var i = 0; i < indices.Length; i++) dense[indices[i]] = values[i];
        return dense;
    }

    static double Number(JsonElement value) => value.ValueKind == JsonValueKind.String ? double.NaN : value.GetDouble();

    static Table FromFile(JsonElement data)
    {
        var path = Panta.Tests.Shared.Path(data.GetProperty("file").GetString()!["../../".Length..]);
        var columns = data.GetProperty("columns").EnumerateArray().Select(column => column.GetString()!).ToList();
        var limit = data.TryGetProperty("rows", out var rows) ? rows.GetInt32() : int.MaxValue;
        var lines = Lines(path).Skip(data.GetProperty("header").GetBoolean() ? 1 : 0).Where(line => line.Length > 0).Take(limit)
            .Select(line => line.Split(data.GetProperty("separator").GetString()![0], StringSplitOptions.TrimEntries)).ToList();

        var features = data.GetProperty("features").EnumerateArray().Select(feature => feature.GetString()!).ToList();
        var nominal = data.TryGetProperty("nominalSlots", out var slots)
            ? slots.EnumerateObject().ToDictionary(slot => slot.Name, slot => slot.Value.EnumerateArray().Select(value => value.GetString()!).ToList())
            : [];
        var values = lines.Select(line => features.Select(feature => Value(line, feature)).ToArray()).ToArray();
        var label = data.GetProperty("label").GetString()!;
        var labels = lines.Select(line => Label(line, label)).ToArray();
        return ToTable(values, labels, [.. features.Select(feature => nominal.TryGetValue(feature.Replace("_i", ""), out var names) ? names.Count : 0)],
            columns.Contains("age") ? [.. lines.Select(line => Value(line, "age"))] : null);

        double Value(string[] line, string feature) =>
            nominal.TryGetValue(feature.Replace("_i", ""), out var names) ? names.IndexOf(line[columns.IndexOf(feature.Replace("_i", ""))]) : double.Parse(line[columns.IndexOf(feature)]);

        double Label(string[] line, string name) => name switch
        {
            "q3" => double.Parse(line[columns.IndexOf("quality")]) switch { <= 5 => 0, 6 => 1, _ => 2 },
            "y" => line[^1] switch { "Iris-setosa" => 0, "Iris-versicolor" => 1, _ => 2 },
            "income" => line[^1] == ">50K" ? 1 : 0,
            _ => double.Parse(line[columns.IndexOf(name)]),
        };
    }

    static Table ToTable(double[][] vectors, double[] labels, int[] categories, double[]? age = null)
    {
        var features = VectorColumn.Dense(vectors[0].Length, vectors.SelectMany(vector => vector).ToArray());
        var slots = categories.Length == 0 ? default(ImmutableArray<Field>?) : [.. categories.Select((count, i) => new Field($"x{i}", DataType.Float64)
        {
            Nominal = count == 0 ? null : [.. Enumerable.Range(0, count).Select(c => c.ToString())],
        })];
        var table = Table.Of(
            ("label", new Column<double>(DataType.Float64, labels)),
            ("w", new Column<double>(DataType.Float64, labels.Select(label => 1 + label % 2).ToArray())));
        if (age is not null) table = table.With("age", new Column<double>(DataType.Float64, age));
        return table.With(new Field("features", DataType.Vector) { Nullable = false, Slots = slots }, features);
    }

    static IEnumerable<string> Lines(string path)
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal)) return File.ReadLines(path);

        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return reader.ReadToEnd().Split('\n');
    }
}
