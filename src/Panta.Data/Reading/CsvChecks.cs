using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Reading;

/// <summary>What is asked for against what there is, all problems of one kind told together.</summary>
static class CsvChecks
{
    const int MostTold = 20;

    /// <summary>Whether the options can be meant.</summary>
    public static void Options(CsvOptions options)
    {
        var characters = new[] { ("Delimiter", options.Delimiter), ("Quote", options.Quote), ("Escape", options.Escape), ("Comment", options.Comment) };
        foreach (var (name, character) in characters)
            if (character is > '\u007F' or '\n' or '\r' or '\0')
                throw new ArgumentException(
                    $"{name} is {(character > ' ' ? $"'{character}'" : $"character {(int)character}")}. Allowed: one character of ASCII, no line end.",
                    nameof(options));

        if (options.Delimiter is { } delimiter && (delimiter == options.Quote || delimiter == options.DecimalSeparator || delimiter == options.Comment))
            throw new ArgumentException($"The delimiter '{delimiter}' is the quote, the decimal separator or the comment's character too.", nameof(options));
        if (options.DecimalSeparator is not ('.' or ',')) throw new ArgumentException(
            $"The decimal separator is '{options.DecimalSeparator}'. Allowed: a point or a comma.", nameof(options));
        if (options.Thousands == options.DecimalSeparator) throw new ArgumentException(
            $"'{options.Thousands}' stands for thousands and before the fraction. Give two characters.", nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.SkipLines);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SampleRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxRowBytes, 1_024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxRowBytes, 100_000_000);
        foreach (var type in options.Types.Values.Concat(options.Schema?.Fields.Select(field => field.Type) ?? []))
            if (type.Kind is TypeKind.Array or TypeKind.Map or TypeKind.Struct)
                throw new ArgumentException($"A column of CSV cannot be {type}. Allowed: flat types; read it as string.", nameof(options));
        if (options.Encoding is { } encoding) TextFile.Named(encoding);
    }

    /// <summary>Whether the files have the columns asked for, and the same in each.</summary>
    public static void Columns(string file, CsvOptions options, ImmutableArray<string> names, HivePartitions partitions, IReadOnlyList<CsvPlan.File> files)
    {
        var there = names.Concat(partitions.Columns.Select(column => column.Name)).ToHashSet(StringComparer.Ordinal);
        var problems = new List<string>();
        if (options.Schema is { } schema)
        {
            problems.AddRange(schema.Names.Where(name => !there.Contains(name)).Select(name => $"'{name}' is missing"));
            problems.AddRange(there.Where(name => !schema.Contains(name)).Select(name => $"'{name}' is not in the schema"));
        }

        problems.AddRange(options.Types.Keys.Where(name => !there.Contains(name)).Select(name => $"'{name}', whose type is given, is missing"));
        if (problems.Count > 0) throw new FileReadException(file, null, $"its columns are not those asked for: {Told(problems)}. It has {Told([.. there])}.");
        if (options.AllowMissingColumns) return;

        foreach (var other in files.Where(other => other.Columns.Length != names.Length || other.Columns.Distinct().Count() != names.Length))
            problems.AddRange(names.Where((_, i) => !other.Columns.Contains(i)).Select(name => $"'{other.Head.Path}' has no '{name}'"));
        if (problems.Count > 0)
            throw new FileReadException(file, null,
                $"the files have different columns: {Told(problems)}. Allow it by AllowMissingColumns: what is missing is null then.");
    }

    static string Told(List<string> problems) =>
        string.Join(", ", problems.Take(MostTold)) + (problems.Count > MostTold ? $" and {problems.Count - MostTold} more" : "");
}
