using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Workflows.Projects;

public sealed class ProjectSourceTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("panta-source-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Columns_come_in_the_types_that_the_schema_declares()
    {
        var rows = ProjectSource.Read(Declared(("quality", "double"), ("made", "timestamp")), Csv("made,pid,quality\n2024-02-29 12:00:00,a,1\n2024-03-01 12:00:00,b,0\n"));

        Assert.Equal(["made", "pid", "quality"], rows.Schema.Names);
        Assert.Equal(DataType.Float64, rows.Schema["quality"].Type);
        Assert.Equal(1.0, rows["quality"].Value(0));
    }

    [Fact]
    public void What_does_not_fit_the_schema_is_told_all_at_once()
    {
        var error = Assert.Throws<ProjectException>(
            () => ProjectSource.Read(Declared(("pid", "long"), ("line", "string")), Csv("made,pid,quality\n2024-02-29 12:00:00,a,1\n")));

        Assert.Contains("Column 'line' (string) is missing.", error.Message);
        Assert.Contains("Column 'pid' holds string, and none of its values is long", error.Message);
    }

    static Project Declared(params (string Name, string Type)[] columns) =>
        Example.Project with { Schema = columns.ToImmutableSortedDictionary(column => column.Name, column => column.Type) };

    string Csv(string text)
    {
        var file = Path.Combine(_folder.FullName, "rows.csv");
        File.WriteAllText(file, text);
        return file;
    }
}
