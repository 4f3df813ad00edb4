using Panta.Serving.Endpoints;
using Panta.Serving.Protocols;

namespace Panta.Serving.Streams;

/// <summary>Scores the messages of a topic by an endpoint, in small batches of what waits: the same scorer and the same log as requests by HTTP.</summary>
/// <param name="endpoint">Who answers.</param>
/// <param name="mostMessages">Most messages of a batch; at least 1. Default 256.</param>
public sealed class StreamScoring(Endpoint endpoint, int mostMessages = 256)
{
    /// <summary>Scores until the topic is complete. A message that fails is answered with its error and stops no other.</summary>
    /// <param name="requests">Rows to score, each message with its id; a message that comes again under its id counts once.</param>
    /// <param name="answers">Takes one answer a message, in order. Null: answers are dropped; the predictions are in the log.</param>
    /// <param name="cancel">Stops between batches; what was read and not answered is lost to this reader, so its source must send it again.</param>
    /// <returns>How many messages were answered without error.</returns>
    public async Task<long> RunAsync(Topic<ScoringRequest> requests, Topic<StreamAnswer>? answers = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(requests);

        var answered = 0L;
        while (await requests.ReadAsync(mostMessages, cancel).ConfigureAwait(false) is { Count: > 0 } batch)
            foreach (var answer in await ScoreAsync(batch, cancel).ConfigureAwait(false))
            {
                if (answer.Error is null) answered++;
                if (answers is not null) await answers.PublishAsync(answer, cancel).ConfigureAwait(false);
            }
        return answered;
    }

    async Task<IReadOnlyList<StreamAnswer>> ScoreAsync(IReadOnlyList<ScoringRequest> batch, CancellationToken cancel)
    {
        try
        {
            var answers = await endpoint.InvokeAsync(batch, cancel: cancel).ConfigureAwait(false);
            return [.. answers.Select(answer => new StreamAnswer(answer.RequestId, answer, null))];
        }
        catch (Exception error) when (error is InvocationException or ModelFailureException or NoModelException)
        {
            if (batch.Count == 1) return [new(batch[0].Id, null, error.Message)];
        }

        // One of them is bad: each is answered alone.
        var single = new List<StreamAnswer>(batch.Count);
        foreach (var request in batch) single.AddRange(await ScoreAsync([request], cancel).ConfigureAwait(false));
        return single;
    }
}
