namespace Panta.Tracking.Webhooks;

/// <summary>What one attempt to deliver met.</summary>
public sealed record WebhookAnswer
{
    /// <summary>The answer's status; null where none came (default).</summary>
    public int? Status { get; init; }

    /// <summary>The first 4,096 bytes of its body; null where none came (default).</summary>
    public string? Body { get; init; }

    /// <summary>Why it failed; null where it did not (default).</summary>
    public string? Error { get; init; }

    /// <summary>Whether another attempt may help: no connection, no answer in time, status 429 or 5xx. Default false.</summary>
    public bool MayRetry { get; init; }

    /// <summary>How long the receiver asked to be left alone; null where it did not (default).</summary>
    public TimeSpan? RetryAfter { get; init; }
}
