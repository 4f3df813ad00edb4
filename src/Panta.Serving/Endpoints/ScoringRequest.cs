using Panta.Data.Tables;

namespace Panta.Serving.Endpoints;

/// <summary>Rows to score under one request id.</summary>
/// <param name="Id">The request's id; a row's prediction id is it, a hyphen and the row's number from 0. A repeated id counts once in the log.</param>
/// <param name="Rows">The rows: the model's columns, and those of event time and key where the endpoint names them.</param>
public sealed record ScoringRequest(string Id, Table Rows);
