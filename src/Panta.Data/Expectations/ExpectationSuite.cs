using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Expectations;

/// <summary>Claims that rows must keep to be taken in.</summary>
public sealed record ExpectationSuite
{
    /// <summary>The column of a quarantined row that says why it is there.</summary>
    public const string ReasonColumn = "quarantine_reason";

    /// <summary>Gets the claims. Default none.</summary>
    public ImmutableArray<Expectation> Expectations { get; init; } = [];

    /// <summary>Checks every claim.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="now">The time it is.</param>
    /// <returns>One result a claim, in order. A claim about a column that is not there, or of a type it cannot be about, is a problem of the whole table.</returns>
    public ImmutableArray<ExpectationResult> Check(Table rows, DateTimeOffset now) => [.. Expectations.Select(expectation => CheckOne(expectation, rows, now))];

    /// <summary>Parts the rows: those that keep every claim pass, the others go to quarantine with the reasons.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="now">The time it is.</param>
    public GatedRows Gate(Table rows, DateTimeOffset now)
    {
        var results = Check(rows, now);
        var reasons = new Dictionary<int, List<string>>();
        foreach (var result in results)
            foreach (var row in result.FailingRows)
            {
                if (!reasons.TryGetValue(row, out var list)) reasons[row] = list = [];
                list.Add(result.Expectation.Claim);
            }

        int[] good = [.. Enumerable.Range(0, rows.RowCount).Where(row => !reasons.ContainsKey(row))];
        int[] bad = [.. reasons.Keys.Order()];
        var why = TextColumn.Of([.. bad.Select(row => "not so: " + string.Join("; ", reasons[row]))]);
        return new()
        {
            Results = results,
            GoodRows = good,
            Good = bad.Length == 0 ? rows : rows.Take(good),
            Quarantined = rows.Take(bad).With(new Field(ReasonColumn, DataType.String) { Nullable = false }, why),
        };
    }

    static ExpectationResult CheckOne(Expectation expectation, Table rows, DateTimeOffset now)
    {
        if (expectation.Columns.FirstOrDefault(column => !rows.Schema.Contains(column)) is { } missing)
            return new(expectation, [], $"there is no column '{missing}'. Columns: {string.Join(", ", rows.Schema.Names)}.");

        try
        {
            return expectation.Check(rows, now);
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            return new(expectation, [], error.Message);
        }
    }
}
