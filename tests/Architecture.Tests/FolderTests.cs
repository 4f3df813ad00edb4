using System.Text.RegularExpressions;

namespace Panta.Tests;

/// <summary>Which folders of a project name which: a folder that needs another is not needed by it, not even by way of a third.</summary>
public sealed class FolderTests
{
    // Folders that still name each other. One that is set free leaves this list; none comes to it.
    static readonly Dictionary<string, string[]> Entangled = new()
    {
        ["Panta.Data"] = ["Databases", "Delta", "Expressions", "Frames", "Plans", "Reading", "Splits", "Storage"],
        ["Panta.Learning"] = ["Persistence", "Tuning"],
        ["Panta.Monitoring"] = ["Distributions", "Drift", "Monitors", "Performance", "Profiles"],
        ["Panta.Workflows"] = ["Monitors", "Projects", "Promotion", "Steps", "Triggers"],
    };

    public static TheoryData<string> Projects => [.. Repository.TextFiles("src", ".csproj").Select(file => Path.GetFileNameWithoutExtension(file))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_of_a_project_name_each_other_in_one_direction_only(string project)
    {
        var named = Repository.TextFiles($"src/{project}", ".cs").Where(file => file.Split('/').Length > 3)
            .GroupBy(file => file.Split('/')[2]).ToDictionary(folder => folder.Key, folder => folder.SelectMany(file => Named(project, file)).ToHashSet());

        var inCircles = named.Keys.Where(folder => Reached(folder, named).Contains(folder)).Order(StringComparer.Ordinal);

        Assert.Equal(Entangled.GetValueOrDefault(project, []), inCircles);
    }

    static IEnumerable<string> Named(string project, string file) =>
        Regex.Matches(Repository.Read(file), $@"\b{Regex.Escape(project)}\.(?<folder>\w+)").Select(m => m.Groups["folder"].Value).Where(f => f != file.Split('/')[2]);

    static HashSet<string> Reached(string from, Dictionary<string, HashSet<string>> named)
    {
        HashSet<string> reached = [];
        var open = new Queue<string>([from]);
        while (open.TryDequeue(out var folder))
            foreach (var next in named.GetValueOrDefault(folder, []))
                if (reached.Add(next)) open.Enqueue(next);
        return reached;
    }
}
