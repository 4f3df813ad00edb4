using System.Text.Json;
using Panta.Tests;

namespace Panta.Data.Tests.Delta;

/// <summary>The tables of golden/delta.</summary>
static class GoldenTables
{
    static readonly string Root = Shared.Path("golden/delta");

    /// <summary>Gets the names of all of them; one that is not there where the folder is not.</summary>
    public static IEnumerable<string> Names { get; } = Directory.Exists(Root)
        ? [.. Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)).Where(name => !name.StartsWith('_')).Order(StringComparer.Ordinal)]
        : ["append"];

    public static string Folder(string name) => Path.Combine(Root, name, "table");

    public static JsonElement Expected(string name)
    {
        if (!Directory.Exists(Root)) return default;

        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, name, "expected.json")));
        return document.RootElement.Clone();
    }

    /// <summary>Copies a table to a folder where it may be changed.</summary>
    public static void Copy(string name, string to)
    {
        foreach (var file in Directory.EnumerateFiles(Folder(name), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(Folder(name), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
