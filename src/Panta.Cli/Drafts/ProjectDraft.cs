using System.Collections.Immutable;
using Panta.Data.Reading;

namespace Panta.Cli.Drafts;

/// <summary>The project that a look at a file suggests: what each column is for, and how models are judged and watched.</summary>
sealed record ProjectDraft
{
    // Fewer distinct whole numbers than this are taken for classes, more for a quantity.
    const int MostWholeClasses = 10;
    const int MostTextClasses = 50;
    const int WindowsWanted = 20;
    const int WindowsNeeded = 5;

    // Fewer rows than this tell neither an error nor drift from chance.
    const int RowsInWindow = 30;
    static readonly string[] UsualTargets = ["target", "label", "class", "y", "outcome", "churn", "quality", "default", "price", "cnt"];
    static readonly TimeSpan[] Windows = [TimeSpan.FromDays(30), TimeSpan.FromDays(7), TimeSpan.FromDays(1), TimeSpan.FromHours(1)];

    /// <summary>The project's name.</summary>
    public required string Name { get; init; }

    /// <summary>The file, relative to the project file.</summary>
    public required string Path { get; init; }

    /// <summary>The column to predict.</summary>
    public required FileColumn Target { get; init; }

    /// <summary>The classes in the order of their numbers; empty where a quantity is predicted.</summary>
    public required ImmutableArray<string> Classes { get; init; }

    /// <summary>The column of event time. Default null: none.</summary>
    public FileColumn? Time { get; init; }

    /// <summary>The column that names a row. Default null: none.</summary>
    public FileColumn? Key { get; init; }

    /// <summary>Features that are numbers, or true and false.</summary>
    public required ImmutableArray<FileColumn> Numbers { get; init; }

    /// <summary>Features that are categories in text.</summary>
    public required ImmutableArray<FileColumn> Categories { get; init; }

    /// <summary>Columns that are left out: too many texts, or times.</summary>
    public required ImmutableArray<FileColumn> Unused { get; init; }

    /// <summary>Columns that are left out because they give the target away.</summary>
    public required ImmutableArray<Leak> Leaks { get; init; }

    /// <summary>The length of a window of the monitor.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>How much of the newest time judges a model. Default null: folds do.</summary>
    public TimeSpan? Holdout { get; init; }

    /// <summary>Whether classes are predicted, not a quantity.</summary>
    public bool Classifies => Classes.Length > 0;

    /// <summary>The column that is probably the target: one with a usual name, else the last.</summary>
    public static FileColumn Guess(FileLook look) =>
        look.Columns.FirstOrDefault(column => UsualTargets.Contains(column.Name, StringComparer.OrdinalIgnoreCase)) ?? look.Columns.Last(column => !column.IsTime);

    /// <summary>Drafts a project.</summary>
    /// <param name="look">The file.</param>
    /// <param name="name">The project's name.</param>
    /// <param name="path">The file, relative to the project file.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="time">The column of event time; null: the first that is a time.</param>
    /// <param name="key">The column that names a row; null: the first of text or whole numbers in which no value comes twice.</param>
    /// <exception cref="UsageException">The target cannot be learned, or no column is left to learn from.</exception>
    public static ProjectDraft Of(FileLook look, string name, string path, FileColumn target, FileColumn? time, FileColumn? key)
    {
        time ??= look.Columns.FirstOrDefault(column => column.IsTime && column != target && column.Nulls == 0);
        key ??= look.Columns.FirstOrDefault(column => (column.IsText || column.IsWhole) && column != target && look.IsUnique(column));
        var others = look.Columns.Where(column => column != target && column != time && column != key).ToArray();
        var categories = others.Where(column => column is { IsText: true, IsNumberInText: false, Distinct: > 1 and <= MostTextClasses }).ToImmutableArray();
        var numbers = others.Where(column => (column.IsNumber || column.IsBool || column.IsNumberInText) && column.Distinct > 1).ToImmutableArray();
        var classes = ClassesOf(look, target);
        var leaks = Drafts.Leaks.Find(look, target, classes.Length, [.. numbers, .. categories]);
        var leaking = leaks.SelectMany(leak => leak.Columns).ToArray();
        (numbers, categories) = ([.. numbers.Except(leaking)], [.. categories.Except(leaking)]);
        if (numbers.Length + categories.Length == 0 && leaks.Length > 0)
            throw new UsageException($"'{look.File.Name}' has nothing honest to predict '{target.Name}' from: {string.Join("; ", leaks.Select(leak => leak.Why))}.");
        if (numbers.Length + categories.Length == 0)
            throw new UsageException($"'{look.File.Name}' has no column to predict '{target.Name}' from: none of numbers, or of at most {MostTextClasses} texts.");

        var window = time is null ? TimeSpan.FromDays(1) : WindowFor(look.Span(time), look.Rows);
        return new()
        {
            Name = name,
            Path = path,
            Target = target,
            Classes = classes,
            Time = time,
            Key = key,
            Numbers = numbers,
            Categories = categories,
            Unused = [.. others.Except(numbers).Except(categories).Except(leaking)],
            Leaks = leaks,
            Window = window,
            Holdout = time is null || look.Span(time) < 5 * window ? null : window * Math.Max(1, Math.Floor(look.Span(time) / 5 / window)),
        };
    }

    static ImmutableArray<string> ClassesOf(FileLook look, FileColumn target)
    {
        if (target.IsTime) throw new UsageException($"'{target.Name}' is a time; what can be predicted is a number or one of a few classes.");
        if (target.Distinct < 2 && look.Values(target).Length < 2) throw new UsageException($"'{target.Name}' has one value only; there is nothing to learn.");
        if (target.IsBool) return ["false", "true"];
        if (target.IsNumber && !(target.IsWhole && target.Distinct <= MostWholeClasses)) return [];
        if (target.IsText && target.Distinct > MostTextClasses)
            throw new UsageException($"'{target.Name}' has about {target.Distinct} different texts; at most {MostTextClasses} classes can be predicted.");

        return target.IsWhole ? [.. look.Values(target).OrderBy(value => decimal.Parse(value))] : look.Values(target);
    }

    // Many windows, but none so short that it holds only a few rows.
    static TimeSpan WindowFor(TimeSpan span, long rows)
    {
        var wanted = Windows.FirstOrDefault(window => span / window >= WindowsWanted, TimeSpan.FromDays(1));
        return Windows.LastOrDefault(window => window >= wanted && span / window >= WindowsNeeded && rows * (window / span) >= RowsInWindow, wanted);
    }
}
