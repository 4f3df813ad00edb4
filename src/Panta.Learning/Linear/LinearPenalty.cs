namespace Panta.Learning.Linear;

/// <summary>An elastic net penalty on the coefficients of scaled features; where features are not to be standardised it is as on the unscaled ones.</summary>
sealed record LinearPenalty(double RegParam, double ElasticNetParam, bool Standardization, double[] Deviations)
{
    public bool IsNone => RegParam == 0;

    /// <summary>1 / deviation of each slot; 0 where it is 0, so that constant slots keep the coefficient 0.</summary>
    public double[] Inverses { get; } = [.. Deviations.Select(deviation => deviation == 0 ? 0 : 1 / deviation)];

    /// <summary>The ridge part: adds its gradient and gives its value.</summary>
    public double AddRidge(ReadOnlySpan<double> coefficients, Span<double> gradient)
    {
        var strength = RegParam * (1 - ElasticNetParam);
        if (strength == 0) return 0;

        var sum = 0d;
        for (var slot = 0; slot < Deviations.Length; slot++)
        {
            var scale = Standardization ? strength : strength * Inverses[slot] * Inverses[slot];
            gradient[slot] += scale * coefficients[slot];
            sum += scale * coefficients[slot] * coefficients[slot];
        }

        return sum / 2;
    }

    /// <summary>
    /// The weights of absolute values for <paramref name="sets"/> sets of coefficients, then zeros for as many intercepts; null where there are none.
    /// </summary>
    public double[]? Lasso(int sets)
    {
        var strength = RegParam * ElasticNetParam;
        if (strength == 0) return null;

        var weights = Deviations.Select((_, slot) => Standardization ? strength : strength * Inverses[slot]).ToArray();
        return [.. Enumerable.Repeat(weights, sets).SelectMany(set => set), .. new double[sets]];
    }
}
