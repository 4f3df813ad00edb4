using Panta.Data.Tables;

namespace Panta.Serving.Endpoints;

/// <summary>What an endpoint answers to one request, once the predictions are on disk.</summary>
/// <param name="RequestId">The request's id.</param>
/// <param name="Version">The version of the model that answered.</param>
/// <param name="Predictions">The model's output columns, one row for each row asked.</param>
public sealed record ScoringAnswer(string RequestId, string Version, Table Predictions);
