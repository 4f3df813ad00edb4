using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Features;
using Panta.Learning.Linear;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Tests.Persistence;

public sealed class ModelFolderTests : IDisposable
{
    static readonly ModelOrigin Origin = new() { Created = new(2011, 3, 1, 12, 30, 0, 123, 456, TimeSpan.Zero), RunId = "abc" };

    static readonly Table Rows = Table.Of(
        ("shape", TextColumn.Of(["round", "flat", "round", "square"])),
        ("temp", new Column<double>(DataType.Float64, new[] { 0.1, 0.2, 0.4, 0.9 })),
        ("label", new Column<double>(DataType.Float64, new[] { 1d, 2, 3, 5 })));

    static readonly PipelineModel Model = new Pipeline(
        new StringIndexer { InputCol = "shape", OutputCol = "shapeIndex" },
        new VectorAssembler { InputCols = ["shapeIndex", "temp"] },
        new LinearRegression()).Fit(Rows);

    readonly string _folder = Path.Combine(Path.GetTempPath(), $"panta-model-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Loading_gives_the_same_bits_and_origin_back()
    {
        Save();

        var loaded = ModelFolder.Load(_folder);

        Assert.Equal(Model.Transform(Rows).Numbers("prediction").ToArray(), loaded.Model.Transform(Rows).Numbers("prediction").ToArray());
        Assert.Equal(Signature.Of(Model, Rows.Schema), loaded.Signature);
        Assert.Equal((Origin.Created, Origin.RunId), (loaded.Origin.Created, loaded.Origin.RunId));
    }

    [Fact]
    public void Saving_twice_gives_the_same_files()
    {
        Save();
        var first = Files();
        Directory.Delete(_folder, recursive: true);

        Save();

        Assert.Equal(first, Files());
    }

    [Fact]
    public void A_folder_that_is_not_empty_is_refused()
    {
        Save();

        Assert.Contains("not empty", Assert.Throws<IOException>(Save).Message);
    }

    [Theory]
    [InlineData("MLmodel")]
    [InlineData("panta/pipeline.json")]
    [InlineData("panta/arrays.bin")]
    public void A_missing_file_is_named(string file)
    {
        Save();
        File.Delete(Path.Combine(_folder, file));

        var error = Assert.Throws<ModelFormatException>(() => ModelFolder.Load(_folder));

        Assert.EndsWith(file, error.File);
        Assert.Contains("is not there", error.Message);
    }

    [Theory]
    [InlineData("panta/pipeline.json", "SHA-256")]
    [InlineData("panta/arrays.bin", "cut short")]
    public void A_truncated_file_is_named(string file, string problem)
    {
        Save();
        using (var stream = File.OpenWrite(Path.Combine(_folder, file))) stream.SetLength(stream.Length / 2);

        var error = Assert.Throws<ModelFormatException>(() => ModelFolder.Load(_folder));

        Assert.EndsWith(file, error.File);
        Assert.Contains(problem, error.Problem);
    }

    [Theory]
    [InlineData("panta/pipeline.json")]
    [InlineData("panta/arrays.bin")]
    public void A_changed_byte_is_noticed(string file)
    {
        Save();
        var bytes = File.ReadAllBytes(Path.Combine(_folder, file));
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(Path.Combine(_folder, file), bytes);

        Assert.Contains("another SHA-256", Assert.Throws<ModelFormatException>(() => ModelFolder.Load(_folder)).Message);
    }

    [Fact]
    public void Every_cut_of_MLmodel_is_a_clear_error()
    {
        Save();
        var path = Path.Combine(_folder, "MLmodel");
        var whole = File.ReadAllBytes(path);

        for (var length = 0; length < whole.IndexOf("utc_time_created"u8); length += 7)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Throws<ModelFormatException>(() => ModelFolder.Load(_folder));
        }
    }

    [Fact]
    public void A_newer_format_is_refused()
    {
        Save();
        var path = Path.Combine(_folder, "MLmodel");
        File.WriteAllText(path, File.ReadAllText(path).Replace("format: 1", "format: 2"));

        Assert.Contains("format 2; this program reads up to 1", Assert.Throws<ModelFormatException>(() => ModelFolder.Load(_folder)).Message);
    }

    [Fact]
    public void An_array_longer_than_its_file_is_not_allocated()
    {
        using var file = File.OpenHandle(typeof(ModelFolderTests).Assembly.Location);
        var problems = new List<DocumentProblem>();

        var node = System.Text.Json.Nodes.JsonNode.Parse("""{"array": "float64", "offset": 0, "length": 2147483647}""")!;
        new ArrayFile.Reader(file).Read(node, typeof(ImmutableArray<double>), "/x", problems);

        Assert.Contains("has only", Assert.Single(problems).Message);
    }

    void Save() => ModelFolder.Save(_folder, Model, Signature.Of(Model, Rows.Schema), Origin);

    string[] Files() => [.. Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Order().Select(file => Convert.ToHexString(File.ReadAllBytes(file)))];
}
