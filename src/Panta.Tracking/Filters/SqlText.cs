using Dapper;
using Panta.Tracking.Engines;

namespace Panta.Tracking.Filters;

/// <summary>A WHERE clause under construction. Columns come from the program, every value becomes a parameter.</summary>
/// <param name="dialect">What the database speaks.</param>
sealed class SqlText(Dialect dialect)
{
    readonly List<string> _conditions = [];

    /// <summary>The parameters so far.</summary>
    public DynamicParameters Parameters { get; } = new();

    int _count;

    /// <summary>The conditions joined by AND; <c>1 = 1</c> for none.</summary>
    public string Where => _conditions.Count == 0 ? "1 = 1" : string.Join("\n  AND ", _conditions);

    /// <summary>Adds a parameter and answers its name.</summary>
    public string Parameter(object? value)
    {
        var name = $"@v{_count++}";
        Parameters.Add(name, value);
        return name;
    }

    public void And(string condition) => _conditions.Add(condition);

    /// <summary>A comparison of a text column.</summary>
    public string CompareText(string column, Comparison comparison) => comparison.Operator switch
    {
        Operator.Like => dialect.Like(column, comparison.Values[0].Text, Parameter),
        Operator.ILike => dialect.LikeAnyCase(column, comparison.Values[0].Text, Parameter),
        Operator.In or Operator.NotIn => $"{column} {comparison.Symbol} ({string.Join(", ", comparison.Values.Select(v => Parameter(v.Text)))})",
        Operator.IsNull or Operator.IsNotNull => $"{column} {comparison.Symbol}",
        _ => $"{column} {comparison.Symbol} {Parameter(comparison.Values[0].Text)}",
    };

    /// <summary>Whether a column is one of some integers.</summary>
    public string IsIn(string column, long[] values) => dialect.IsIn(column, values, Parameter);

    /// <summary>Whether a column of long texts equals a parameter.</summary>
    public string EqualLong(string column, string parameter) => dialect.EqualLong(column, parameter);

    /// <summary>A comparison of a number column.</summary>
    public string CompareNumber(string column, Comparison comparison, object value) => $"{column} {comparison.Symbol} {Parameter(value)}";
}
