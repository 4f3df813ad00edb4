using System.Text;
using Panta.Data.Reading;

namespace Panta.Cli.Drafts;

/// <summary>Writes a draft as the text of a project file, with a word on each choice.</summary>
static class DraftText
{
    const int LineWidth = 120;

    /// <summary>The text of <c>panta.yaml</c>.</summary>
    public static string Yaml(ProjectDraft draft) => new StringBuilder()
        .AppendJoin('\n', Source(draft).Append("").Concat(Learning(draft)).Append("").Concat(Watching(draft)))
        .Append('\n')
        .ToString();

    static IEnumerable<string> Source(ProjectDraft draft)
    {
        yield return $"# {draft.Target.Name}, predicted from {draft.Path}. Every choice here is a suggestion: change it, then 'panta apply' again.";
        yield return $"name: {draft.Name}";
        yield return "";
        yield return "source:";
        yield return $"  path: {Scalar(draft.Path)}";
        yield return "  query: >";
        foreach (var line in Query(draft)) yield return $"    {line}";
        if (draft.Time is { } time) yield return $"  time: {Scalar(time.Name)}";
        if (draft.Key is { } key) yield return $"  key: {Scalar(key.Name)}";
        if (draft.Unused.Length > 0) yield return $"  # not used: {string.Join(", ", draft.Unused.Select(column => column.Name))}";
        foreach (var leak in draft.Leaks)
            yield return $"  # left out: {leak.Why}, so a model in use would not have {(leak.Columns.Length == 1 ? "it" : "them")}";
        yield return "";
        yield return "expectations:                    # rows that break one go to quarantine, with the reason";
        yield return $"  - {{expectation: notNull, column: {Scalar(draft.Target.Name)}}}";
        if (draft.Key is { } unique) yield return $"  - {{expectation: unique, column: {Scalar(unique.Name)}}}";
    }

    static IEnumerable<string> Query(ProjectDraft draft)
    {
        var columns = new[] { draft.Time, draft.Key }.OfType<FileColumn>()
            .Select(column => column.Type == "DATE" ? $"{column.Sql}::timestamp as {column.Sql}" : column.Sql)
            .Concat(draft.Numbers.Select(AsNumber))
            .Concat(draft.Categories.Select(column => column.Sql))
            .Append(TargetOf(draft));
        return Wrap($"select {string.Join(", ", columns)}").Append("from source");
    }

    static string AsNumber(FileColumn column) => column switch
    {
        { IsBool: true } => $"{column.Sql}::int as {column.Sql}",
        { IsNumberInText: true } => $"try_cast({column.Sql} as double) as {column.Sql}",
        _ => column.Sql,
    };

    // YAML folds the lines into one again.
    static IEnumerable<string> Wrap(string text)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length + word.Length > LineWidth && line.Length > 0)
            {
                yield return line.ToString();
                line.Clear();
            }
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }
        yield return line.ToString();
    }

    static string TargetOf(ProjectDraft draft)
    {
        var name = draft.Target.Sql;
        if (!draft.Classifies || IsCounted(draft)) return name;

        var cases = draft.Classes.Select((value, number) => $"when {DuckDb.Literal(value)} then {number}");
        return $"case {name}::varchar {string.Join(' ', cases)} end as {name}";
    }

    // Whole numbers from 0 without a gap are classes as they stand.
    static bool IsCounted(ProjectDraft draft) => draft.Target.IsWhole && draft.Classes.Select((value, number) => value == $"{number}").All(same => same);

    static IEnumerable<string> Learning(ProjectDraft draft)
    {
        var indexed = draft.Categories.Select(column => $"{column.Name}_index");
        yield return "pipeline:";
        if (draft.Categories.Length > 0)
            yield return $"  - {{stage: StringIndexer, inputCols: {List(draft.Categories.Select(column => column.Name))}, " +
                $"outputCols: {List(indexed)}, handleInvalid: keep}}";
        yield return $"  - {{stage: {(draft.Classifies ? "HistGradientBoostingClassifier" : "HistGradientBoostingRegressor")}, "
            + $"inputCols: {List(draft.Numbers.Select(column => column.Name).Concat(indexed))}, labelCol: {Scalar(draft.Target.Name)}, seed: 7}}";
        yield return "";
        yield return $"target: {Scalar(draft.Target.Name)}";
        yield return $"metric: {(draft.Classifies ? "accuracy" : "mae")}";
        yield return draft.Holdout is { } holdout
            ? $"split: {{holdout: {Duration(holdout)}}}             # models are judged on the newest rows"
            : "split: {folds: 5}";
    }

    static IEnumerable<string> Watching(ProjectDraft draft)
    {
        var check = draft.Classifies ? "accuracy" : "error";
        yield return $"endpoint: {{name: {draft.Name}}}";
        yield return "";
        yield return "monitor:";
        yield return $"  window: {Duration(draft.Window)}";
        yield return "  checks:";
        yield return draft.Classifies
            ? $"    - {{check: kpi, name: {check}, metric: accuracy, margin: 0.05, significance: 0.01, breaches: 2, of: 3}}"
            : $"    - {{check: kpi, name: {check}, metric: mae, factor: 1.25, breaches: 2, of: 3}}";
        yield return "    - {check: drift}";
        yield return "    - {check: missing}";
        yield return "";
        yield return "policy:";
        yield return $"  retrain: {{when: alert, on: {check}, window: {Duration(12 * draft.Window)}, cooldown: {Duration(2 * draft.Window)}}}";
        yield return draft.Classifies ? "  promote: {test: mcNemar, alpha: 0.05}" : "  promote: {margin: 0.02, test: bootstrap}";
    }

    static string List(IEnumerable<string> names) => $"[{string.Join(", ", names.Select(Scalar))}]";

    static string Duration(TimeSpan span) => span.Ticks % TimeSpan.TicksPerDay == 0 ? $"{span.TotalDays:F0}d" : $"{span.TotalHours:F0}h";

    // A YAML scalar that is read as this text and nothing else; plain where that is safe.
    static string Scalar(string text) => IsPlain(text) ? text
        : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    static bool IsPlain(string text) =>
        text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] is '_' or '.' or '/')
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/' or '-')
        && text.ToUpperInvariant() is not ("TRUE" or "FALSE" or "NULL" or "YES" or "NO" or "ON" or "OFF" or "Y" or "N");
}
