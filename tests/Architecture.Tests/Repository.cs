using System.Reflection;
using System.Runtime.CompilerServices;

namespace Panta.Tests;

/// <summary>The repository as its own tests see it: its files and its assemblies.</summary>
static class Repository
{
    static readonly string[] NotOurs =
        ["artifacts", "node_modules", ".git", ".peers", ".vs", ".idea", "TestResults", "BenchmarkDotNet.Artifacts", "bin", "obj"];
    static readonly string[] Binary = [".png", ".ico", ".parquet", ".woff", ".woff2", ".gz", ".bin", ".zip", ".csv"];

    /// <summary>The stages of the lifecycle and the hosts, in the order of the table in docs/architecture.md.</summary>
    public static string[] AssemblyNames { get; } =
        ["Panta.Data", "Panta.Learning", "Panta.Monitoring", "Panta.Tracking", "Panta.Serving", "Panta.Workflows", "Panta.Server", "panta"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<Assembly> Assemblies { get; } = [.. AssemblyNames.Select(Assembly.Load)];

    /// <summary>Every type of ours that a person wrote: the compiler's and Razor's are left out.</summary>
    public static IReadOnlyList<Type> Types { get; } = [.. Assemblies.SelectMany(assembly => assembly.GetTypes()).Where(IsWritten)];

    /// <summary>The text files of the repository, by path relative to its root, with forward slashes.</summary>
    public static IEnumerable<string> TextFiles(string under = "", string ending = "") =>
        Walk(new DirectoryInfo(Path.Combine(Root, under)))
            .Where(file => !Binary.Contains(file.Extension) && file.Name.EndsWith(ending, StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    public static string[] ReadLines(string relative) => File.ReadAllLines(Path.Combine(Root, relative));

    static IEnumerable<FileInfo> Walk(DirectoryInfo folder)
    {
        if (!folder.Exists) yield break;
        foreach (var file in folder.EnumerateFiles().Where(file => !NotOurs.Contains(file.Name))) yield return file;
        foreach (var inner in folder.EnumerateDirectories().Where(inner => !NotOurs.Contains(inner.Name) && !inner.Name.Contains("-data")))
            foreach (var file in Walk(inner)) yield return file;
    }

    static bool IsWritten(Type type)
    {
        for (var outer = type; outer is not null; outer = outer.DeclaringType)
            if (outer.Name.Contains('<') || outer.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)) return false;

        return type.Name != "Program" && type.Namespace?.StartsWith("Panta", StringComparison.Ordinal) == true;
    }

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Panta.slnx"))) return folder.FullName;

        throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' holds Panta.slnx.");
    }
}
