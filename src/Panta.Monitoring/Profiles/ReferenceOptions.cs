namespace Panta.Monitoring.Profiles;

/// <summary>How a reference is made of rows.</summary>
public sealed record ReferenceOptions
{
    /// <summary>Columns to leave out, such as the label and keys. Default empty.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Kinds that override what would be inferred, by column. Default empty.</summary>
    public IReadOnlyDictionary<string, ColumnKind> Kinds { get; init; } = new Dictionary<string, ColumnKind>();

    /// <summary>How many values of a numeric column are kept for comparing; over that a random sample is drawn. At least 100. Default 20,000.</summary>
    public int MaxSample { get; init; } = 20_000;

    /// <summary>How many bins a numeric column gets at most; at least 2. Default 10.</summary>
    public int Bins { get; init; } = 10;

    /// <summary>How many categories get a cell of their own; the others share one. Default 100.</summary>
    public int MaxCategories { get; init; } = 100;

    /// <summary>Whole-number columns with at most so many distinct values are categorical. Default 10.</summary>
    public int CategoricalUpTo { get; init; } = 10;

    /// <summary>Seed of the sample. Default 0.</summary>
    public int Seed { get; init; }
}
