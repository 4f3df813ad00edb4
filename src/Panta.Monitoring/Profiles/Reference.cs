using System.Text.Json;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Monitoring.Monitors;

namespace Panta.Monitoring.Profiles;

/// <summary>
/// The data that windows are compared with: what each column looked like when the monitor was set up. Kinds and bins are fixed here, so that the numbers of
/// all windows are comparable. Immutable; written as JSON.
/// </summary>
public sealed record Reference
{
    const long MaxTextShare = 2;

    /// <summary>Rows of the reference.</summary>
    public required long Rows { get; init; }

    /// <summary>The columns that are compared, in the table's order.</summary>
    public required IReadOnlyList<ReferenceColumn> Columns { get; init; }

    /// <summary>Columns that are not compared, with the reason. Default empty.</summary>
    public IReadOnlyDictionary<string, string> Skipped { get; init; } = new Dictionary<string, string>();

    /// <summary>Makes a reference of rows.</summary>
    /// <param name="rows">The rows, such as those the champion was trained on.</param>
    /// <param name="options">Which columns, how many bins. Default: <see cref="ReferenceOptions"/>'s defaults.</param>
    /// <remarks>
    /// Inferred kinds: text, booleans, columns with nominal values, and whole numbers with few distinct values are categorical; other numbers are numeric.
    /// Times, bytes, vectors, and text that is different in more than half of its rows are skipped. Cost: a sort of each numeric column.
    /// </remarks>
    public static Reference Of(Table rows, ReferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new();

        var columns = new List<ReferenceColumn>();
        var skipped = new Dictionary<string, string>();
        foreach (var field in rows.Schema.Fields)
        {
            if (options.Exclude.Contains(field.Name)) continue;

            var column = rows[field.Name];
            var categories = MayBeCategorical(field, options) ? Values.Categories(column) : [];
            if (WhySkipped(field, column, categories, options) is { } reason) skipped[field.Name] = reason;
            else columns.Add(IsCategorical(field, categories, options) ? Categorical(field, column, categories, options) : Numeric(field, column, options));
        }
        return new() { Rows = rows.RowCount, Columns = columns, Skipped = skipped };
    }

    /// <summary>Reads a reference written by <see cref="ToJson"/>.</summary>
    /// <exception cref="JsonException">The text is no reference.</exception>
    public static Reference Parse(string json) =>
        JsonSerializer.Deserialize<Reference>(json, MonitorJson.Options)
            ?? throw new JsonException("The reference is null: expected an object with rows and columns.");

    /// <summary>The reference as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, MonitorJson.Options);

    /// <summary>Profiles a window in the reference's bins: what checks and the page read.</summary>
    /// <param name="window">The window's rows. A column <c>x</c> of the reference is looked for as <c>x</c>, then as <c>features.x</c>.</param>
    /// <returns>One profile for each column that the window has, in the reference's order.</returns>
    public IReadOnlyList<ColumnProfile> Profile(Table window)
    {
        ArgumentNullException.ThrowIfNull(window);
        return
        [
            .. from reference in Columns
               let column = Find(window, reference.Name)
               where column is not null && (reference.Kind == ColumnKind.Categorical || column.Type.IsNumeric)
               select ColumnProfiler.Profile(reference, column),
        ];
    }

    /// <summary>How the columns of a window differ from the reference's.</summary>
    /// <param name="schema">The window's schema. A column <c>x</c> of the reference is looked for as <c>x</c>, then as <c>features.x</c>.</param>
    /// <returns>Missing columns, and numbers that became something else or the other way round. Empty: none.</returns>
    public IReadOnlyList<SchemaDifference> Differences(Schema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);

        var differences = new List<SchemaDifference>();
        foreach (var column in Columns)
        {
            var field = schema.Find(column.Name) ?? schema.Find($"features.{column.Name}");
            if (field is null) differences.Add(new(column.Name, SchemaChange.Missing, $"Column '{column.Name}' ({column.Type}) is missing."));
            else if (field.Type.IsNumeric != DataType.Parse(column.Type).IsNumeric)
                differences.Add(new(column.Name, SchemaChange.Type, $"Column '{column.Name}' is {field.Type}; the reference has {column.Type}."));
        }
        return differences;
    }

    internal static Column? Find(Table window, string name) =>
        window.Schema.Contains(name) ? window[name] : window.Schema.Contains($"features.{name}") ? window[$"features.{name}"] : null;

    static bool MayBeCategorical(Field field, ReferenceOptions options) =>
        options.Kinds.TryGetValue(field.Name, out var kind)
            ? kind == ColumnKind.Categorical
            : field.Type.Kind is TypeKind.String or TypeKind.Bool || field.Type.IsInteger || field.Nominal is not null;

    static bool IsCategorical(Field field, Dictionary<string, long> categories, ReferenceOptions options)
    {
        if (options.Kinds.TryGetValue(field.Name, out var kind)) return kind == ColumnKind.Categorical;
        return field.Type.Kind is TypeKind.String or TypeKind.Bool || field.Nominal is not null
            || (field.Type.IsInteger && categories.Count <= options.CategoricalUpTo);
    }

    static string? WhySkipped(Field field, Column column, Dictionary<string, long> categories, ReferenceOptions options)
    {
        if (field.Type.Kind != TypeKind.String && !field.Type.IsNumeric) return $"Values of type {field.Type} are not compared.";
        if (options.Kinds.ContainsKey(field.Name) || field.Type.Kind != TypeKind.String) return null;

        var present = categories.Values.Sum();
        return categories.Count > options.CategoricalUpTo && categories.Count * MaxTextShare > present
            ? $"Free text: {categories.Count} different values in {present} of {column.Length} rows."
            : null;
    }

    static ReferenceColumn Categorical(Field field, Column column, Dictionary<string, long> categories, ReferenceOptions options) => new()
    {
        Name = field.Name,
        Type = field.Type.ToString(),
        Kind = ColumnKind.Categorical,
        Rows = column.Length,
        Missing = column.Length - categories.Values.Sum(),
        MaxCategories = options.MaxCategories,
        Categories =
        [
            .. categories.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => new ReferenceCategory(pair.Key, pair.Value)),
        ],
    };

    static ReferenceColumn Numeric(Field field, Column column, ReferenceOptions options)
    {
        var values = Values.Ascending(column);
        return new()
        {
            Name = field.Name,
            Type = field.Type.ToString(),
            Kind = ColumnKind.Numeric,
            Rows = column.Length,
            Missing = column.Length - values.Length,
            Minimum = values.Length == 0 ? null : values[0],
            Maximum = values.Length == 0 ? null : values[^1],
            Sample = Sample(values, options),
            Bins = Bins(values, options.Bins),
        };
    }

    static double[] Sample(double[] ascending, ReferenceOptions options)
    {
        if (ascending.Length <= options.MaxSample) return ascending;

        // Selection sampling (Knuth 3.4.2, algorithm S) keeps the order.
        var random = new Random(options.Seed);
        var sample = new double[options.MaxSample];
        for (int i = 0, taken = 0; taken < sample.Length; i++)
            if (random.NextDouble() * (ascending.Length - i) < sample.Length - taken) sample[taken++] = ascending[i];
        return sample;
    }

    static List<ReferenceBin> Bins(double[] ascending, int count)
    {
        var edges = new SortedSet<double>();
        for (var k = 1; k < count && ascending.Length > 0; k++)
        {
            var edge = ascending[(int)((long)k * ascending.Length / count)];
            // An edge that comes twice is a value with more than a bin's share of the rows: it gets a bin of its own.
            if (!edges.Add(edge)) edges.Add(Math.BitIncrement(edge));
        }
        if (ascending.Length > 0) edges.Remove(ascending[0]);

        double?[] from = [null, .. edges];
        var bins = new List<ReferenceBin>(from.Length);
        var start = 0;
        for (var bin = 0; bin < from.Length; bin++)
        {
            var end = start;
            while (end < ascending.Length && (bin + 1 == from.Length || ascending[end] < from[bin + 1])) end++;
            bins.Add(new(from[bin], end - start));
            start = end;
        }
        return bins;
    }
}
