using System.Net;

namespace Panta.Tracking.Webhooks;

/// <summary>A host has an address that webhooks may not call.</summary>
sealed class ForbiddenAddressException(string host, IPAddress address) : Exception(
    $"host '{host}' has the address {address}, which is not public. MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS=true in the server's environment allows such.");
