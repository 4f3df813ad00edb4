using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Serving.Scoring;

namespace Panta.Serving.Endpoints;

/// <summary>The version that an endpoint answers with: all of a request is done with one of these, whatever the alias does meanwhile.</summary>
sealed record LoadedModel(string Version, Scorer Scorer)
{
    public Schema Inputs => Scorer.Signature.Inputs;

    /// <summary>The columns of time and key that a request may have besides the model's.</summary>
    public Schema Extras(EndpointSettings settings)
    {
        var extras = new List<Field>();
        if (settings.TimeColumn is { } time && !Inputs.Contains(time)) extras.Add(new(time, DataType.Timestamp));
        if (settings.KeyColumn is { } key && !Inputs.Contains(key) && key != settings.TimeColumn) extras.Add(new(key, DataType.String));
        return new([.. extras]);
    }

    /// <summary>Scores prepared rows; whatever the model throws on them is told as the model's failure.</summary>
    /// <exception cref="ModelFailureException">The model failed.</exception>
    public Table Score(Table prepared)
    {
        try
        {
            return Scorer.ScorePrepared(prepared);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new ModelFailureException(Version, error);
        }
    }
}
