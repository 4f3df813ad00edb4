using System.Collections.Immutable;
using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace Panta.Data.Reading;

/// <summary>
/// Which files paths mean: a file, a folder, or a pattern of <c>*</c>, <c>?</c> and <c>**</c>. Always in ordinal order, so that rows have one order.
/// </summary>
static class FilePaths
{
    const int MostFiles = 1_000_000;

    /// <summary>The files that paths mean, in the order of the paths.</summary>
    /// <exception cref="FileNotFoundException">There is no such file, or none that fits a pattern.</exception>
    /// <exception cref="FileReadException">A folder without files, or of several formats; a Delta table; an empty file.</exception>
    public static ImmutableArray<string> Resolve(IEnumerable<string> paths)
    {
        var files = ImmutableArray.CreateBuilder<string>();
        foreach (var path in paths) files.AddRange(Resolve(path));
        if (files.Count == 0) throw new ArgumentException("No path was given. Give a file, a folder or a pattern such as 'data/*.csv'.", nameof(paths));

        return files.ToImmutable();
    }

    /// <summary>A path in SQL as DuckDB's readers take it: its own characters, no pattern.</summary>
    public static string Literal(string path) =>
        DuckDb.Literal(path.Replace("[", "[[]", StringComparison.Ordinal).Replace("*", "[*]", StringComparison.Ordinal)
            .Replace("?", "[?]", StringComparison.Ordinal));

    static ImmutableArray<string> Resolve(string path)
    {
        if (Directory.Exists(path)) return OfFolder(path);
        if (!File.Exists(path) && path.AsSpan().IndexOfAny('*', '?') >= 0) return OfPattern(path);
        if (!File.Exists(path)) throw new FileNotFoundException(
            $"There is no file '{path}'{(Path.IsPathRooted(path) ? "" : $" in {Directory.GetCurrentDirectory()}")}.", path);
        if (File.ResolveLinkTarget(path, returnFinalTarget: true) is null && new FileInfo(path) is { Length: 0 } empty
            && !empty.Attributes.HasFlag(FileAttributes.Device))
            throw new FileReadException(path, null, "it is empty (0 bytes).");
        return [path];
    }

    static ImmutableArray<string> OfFolder(string folder)
    {
        if (Directory.Exists(Path.Combine(folder, "_delta_log")))
            throw new FileReadException(folder, null,
                "it is the folder of a Delta table, where files are there that no longer belong to it. Read it as a table: Read.Delta.");

        ImmutableArray<string> files = [.. Sorted(Walk(folder).Where(IsData).Where(file => new FileInfo(file).Length > 0))];
        if (files.IsEmpty) throw new FileReadException(folder, null, "it is a folder without files that hold data.");

        var formats = files.Select(file => (File: file, Format: FileFormats.TryOf(file))).DistinctBy(found => found.Format).ToList();
        if (formats.Count > 1)
            throw new FileReadException(folder, null,
                $"it is a folder of several formats: {string.Join(", ", formats.Select(found => Path.GetFileName(found.File)))}. "
                + $"Name those to read, for example '{folder.TrimEnd('/')}/*.csv'.");
        return files;
    }

    static ImmutableArray<string> OfPattern(string pattern)
    {
        var separator = Path.DirectorySeparatorChar;
        var segments = pattern.Split(separator);
        var first = Array.FindIndex(segments, segment => segment.AsSpan().IndexOfAny('*', '?') >= 0);
        var root = string.Join(separator, segments[..first]);
        var shown = first == 0 ? "." : root.Length == 0 ? "/" : root;
        if (!Directory.Exists(shown)) throw new FileNotFoundException($"There is no file '{pattern}': there is no folder '{shown}'.", pattern);

        var regex = new Regex($"^{string.Join(null, segments[first..].Select(SegmentRegex)).TrimEnd('/')}$",
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
        var start = first == 0 ? 2 : shown.EndsWith(separator) ? shown.Length : shown.Length + 1;
        ImmutableArray<string> files = [.. Sorted(Walk(shown).Where(file => regex.IsMatch(file[start..].Replace(separator, '/'))))];
        if (files.IsEmpty) throw new FileNotFoundException($"There is no file '{pattern}': no file fits that pattern.", pattern);

        return [.. files.Select(file => first == 0 ? file[2..] : file).Where(file => new FileInfo(file).Length > 0).DefaultIfEmpty(files[0])];
    }

    // A star is any characters of a name, two are any folders.
    static string SegmentRegex(string segment) => segment == "**" ? "(?:[^/]+/)*"
        : $"{Regex.Escape(segment).Replace("\\*", "[^/]*", StringComparison.Ordinal).Replace("\\?", "[^/]", StringComparison.Ordinal)}/";

    static bool IsData(string file) => Path.GetFileName(file) is not (['_', ..] or ['.', ..]);

    static List<string> Sorted(IEnumerable<string> files)
    {
        var all = files.Take(MostFiles + 1).Order(StringComparer.Ordinal).ToList();
        return all.Count <= MostFiles ? all : throw new FileReadException(all[0], null, $"there are more than {MostFiles:N0} files. Name fewer by a pattern.");
    }

    // Links to folders are not followed: they may lead in a circle.
    static FileSystemEnumerable<string> Walk(string root) => new(
        root, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(),
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
        ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
    };
}
