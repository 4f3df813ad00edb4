using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Learning.Persistence;

namespace Panta.Workflows.Projects;

public sealed class ProjectSchemaTests
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public void The_published_schema_is_that_of_the_records()
    {
        var file = Path.Combine(Root(), "docs", "panta.schema.json");
        var actual = RecordSchema.Of<Project>().ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable("APPROVE") == "1") File.WriteAllText(file, actual);

        Assert.Equal(File.ReadAllText(file), actual);
    }

    [Fact]
    public void A_project_written_in_csharp_reads_back_the_same()
    {
        var yaml = YamlDocument.Write(RecordWriter.Write(Example.Project, defaults: false));

        Assert.True(JsonNode.DeepEquals(RecordWriter.Write(Example.Project), RecordWriter.Write(ProjectFile.Parse(yaml))), yaml);
    }

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Panta.slnx"))) folder = folder.Parent;
        return folder.FullName;
    }
}
