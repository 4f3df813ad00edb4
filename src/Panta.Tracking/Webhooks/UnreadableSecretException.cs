namespace Panta.Tracking.Webhooks;

/// <summary>A webhook's secret was encrypted with another key than the one there is.</summary>
sealed class UnreadableSecretException(string source, Exception cause) : Exception(
    $"{source} is not the key that the webhook's secret was encrypted with. Give the former key again, or set a new secret for the webhook.", cause);
