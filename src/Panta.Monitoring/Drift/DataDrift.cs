using Panta.Data.Tables;
using Panta.Monitoring.Profiles;

namespace Panta.Monitoring.Drift;

/// <summary>Compares the columns of a window with a reference: one verdict a column, aware of sample sizes and of how many columns there are.</summary>
/// <remarks>
/// Numbers: significant by Kolmogorov–Smirnov, material by Wasserstein distance in standard deviations or Cliff's delta. Categories: significant by the
/// two-sample χ² test
/// with rare categories pooled, material by the population stability index. P-values are adjusted over the columns by Benjamini–Hochberg.
/// </remarks>
public static class DataDrift
{
    /// <summary>Compares a window with the reference, column by column.</summary>
    /// <param name="reference">What the columns looked like.</param>
    /// <param name="window">The window's rows. A column <c>x</c> of the reference is looked for as <c>x</c>, then as <c>features.x</c>.</param>
    /// <param name="options">When a difference counts. Default: <see cref="DriftOptions"/>'s defaults.</param>
    /// <returns>
    /// One verdict for each column of the reference, in its order. A column that cannot be tested has a status and a reason; it never hides the
    /// others.
    /// </returns>
    /// <remarks>Cost: a sort of each numeric column of the window, a pass over each categorical one.</remarks>
    public static IReadOnlyList<DriftVerdict> Compare(Reference reference, Table window, DriftOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(window);
        options ??= new();

        var verdicts = reference.Columns.Select(column => Compare(column, window, options)).ToList();
        var tested = verdicts.Where(verdict => verdict.PValue is not null).ToList();
        var adjusted = BenjaminiHochberg.Adjust([.. tested.Select(verdict => verdict.PValue!.Value)]);
        var byColumn = tested.Zip(adjusted).ToDictionary(pair => pair.First.Column, pair => pair.Second);
        return
        [
            .. verdicts.Select(verdict => byColumn.TryGetValue(verdict.Column, out var p)
                ? verdict with { AdjustedPValue = p, Significant = p <= options.Alpha, Material = verdict.EffectSize >= verdict.Threshold }
                : verdict),
        ];
    }

    static DriftVerdict Compare(ReferenceColumn reference, Table window, DriftOptions options)
    {
        var verdict = new DriftVerdict
        {
            Column = reference.Name,
            Status = DriftStatus.Tested,
            Threshold = reference.Kind == ColumnKind.Numeric ? options.NumericFloor : options.CategoricalFloor,
            DroppedReference = reference.Missing,
        };
        if (Reference.Find(window, reference.Name) is not { } column) return NotComputed(verdict, "The window has no such column.");
        if (reference.Kind == ColumnKind.Numeric && !column.Type.IsNumeric)
            return NotComputed(verdict, $"The window holds {column.Type}, the reference numbers.");

        return reference.Kind == ColumnKind.Numeric ? Numeric(verdict, reference, column, options) : Categorical(verdict, reference, column, options);
    }

    static DriftVerdict Numeric(DriftVerdict verdict, ReferenceColumn reference, Column column, DriftOptions options)
    {
        var current = Values.Ascending(column);
        verdict = verdict with { Statistic = "ks", ReferenceRows = reference.Sample.Count, CurrentRows = current.Length,
            DroppedCurrent = column.Length - current.Length };
        if (Insufficient(verdict, options) is { } insufficient) return insufficient;

        double[] sample = [.. reference.Sample];
        var test = KolmogorovSmirnov.Compare(sample, current);
        var (wasserstein, cliff) = (Wasserstein.Normed(sample, current), CliffsDelta.Compare(sample, current));
        var (counts, bins) = (reference.Bins.Select(bin => (double)bin.Count).ToArray(), reference.Count(current));
        var byCliff = Math.Abs(cliff) > wasserstein;
        return verdict with
        {
            Value = test.Statistic,
            PValue = test.PValue,
            Method = test.Method,
            Approximation = reference.SampleNote,
            Effect = byCliff ? "cliff" : "wasserstein",
            EffectSize = byCliff ? Math.Abs(cliff) : wasserstein,
            Measures = new Dictionary<string, double>
            {
                ["wasserstein"] = wasserstein,
                ["cliff"] = cliff,
                ["psi"] = PopulationStability.Index(counts, bins),
                ["js"] = JensenShannon.Distance(counts, bins),
            },
        };
    }

    static DriftVerdict Categorical(DriftVerdict verdict, ReferenceColumn reference, Column column, DriftOptions options)
    {
        var seen = Values.Categories(column);
        var missing = column.Length - seen.Values.Sum();
        var asCategory = options.MissingAsCategory;
        verdict = verdict with
        {
            Statistic = "chi2",
            ReferenceRows = asCategory ? reference.Rows : reference.Rows - reference.Missing,
            CurrentRows = asCategory ? column.Length : column.Length - missing,
            DroppedReference = asCategory ? 0 : reference.Missing,
            DroppedCurrent = asCategory ? 0 : missing,
        };
        if (Insufficient(verdict, options) is { } insufficient) return insufficient;

        var (left, right) = reference.EveryCategory(seen, asCategory ? missing : null);
        var (pooledLeft, pooledRight) = ChiSquare.Pool(left, right);
        var test = ChiSquare.Compare(pooledLeft, pooledRight);
        var cells = PopulationStability.Cells(left, right);
        (left, right) = reference.Cells(seen, asCategory ? missing : null, moveSingletons: true);
        var psi = PopulationStability.Index(left, right);
        return verdict with
        {
            Value = test.Statistic,
            PValue = test.PValue,
            Method = test.Method,
            Approximation = pooledLeft.Length < cells ? $"rare categories pooled: {pooledLeft.Length} of {cells} cells" : null,
            Effect = "psi",
            EffectSize = psi,
            Measures = new Dictionary<string, double> { ["psi"] = psi, ["js"] = JensenShannon.Distance(left, right) },
        };
    }

    static DriftVerdict? Insufficient(DriftVerdict verdict, DriftOptions options)
    {
        if (verdict.ReferenceRows == 0) return NotComputed(verdict, "The reference has no values.");
        if (verdict.CurrentRows >= options.MinRows) return null;
        return verdict with { Status = DriftStatus.InsufficientData,
            Reason = $"{verdict.CurrentRows} values in the window; a verdict needs {options.MinRows}." };
    }

    static DriftVerdict NotComputed(DriftVerdict verdict, string reason) => verdict with { Status = DriftStatus.NotComputed, Reason = reason };
}
