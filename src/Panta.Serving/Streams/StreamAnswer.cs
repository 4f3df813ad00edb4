using Panta.Serving.Endpoints;

namespace Panta.Serving.Streams;

/// <summary>What became of one message of a stream.</summary>
/// <param name="RequestId">The message's id.</param>
/// <param name="Answer">Its predictions, which are on disk. Null: it failed.</param>
/// <param name="Error">Why it failed, as a sentence. Null: it did not.</param>
public sealed record StreamAnswer(string RequestId, ScoringAnswer? Answer, string? Error);
