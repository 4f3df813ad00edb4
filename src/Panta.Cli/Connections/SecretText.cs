using Panta.Tracking.Upkeep;
using Panta.Tracking.Webhooks;

namespace Panta.Cli.Connections;

/// <summary>What <c>panta db</c> says of the secrets of webhooks, whose key is not part of the metadata.</summary>
static class SecretText
{
    /// <summary>The secrets of a store.</summary>
    public static StoreSecrets Of(StoreAddress store) => StoreSecrets.Of(store, WebhookOptions.OfEnvironment());

    /// <summary>A sentence for whoever took a backup; none where there are no secrets.</summary>
    public static string[] AfterBackup(StoreSecrets secrets) => secrets.Count == 0 ? [] :
    [
        $"It holds the secrets of {Webhooks(secrets.Count)}, encrypted, and not the key to them: keep a copy of "
        + $"{secrets.Key ?? "keys/webhooks.key of the data folder"} too, apart from the backup.",
    ];

    /// <summary>A sentence where the key at hand does not read the secrets of a store; none where it does.</summary>
    public static string[] Unreadable(StoreSecrets secrets) => secrets.Unreadable switch
    {
        { Count: > 0 } names =>
        [
            $"The secrets of {Webhooks(names.Count)} ({string.Join(", ", names.Take(5).Select(n => $"'{n}'"))}{(names.Count > 5 ? ", …" : "")}) cannot be read with "
            + $"{secrets.Key}: put the key there that belonged to them, or set them anew.",
        ],
        null => ["Whether the secrets of webhooks can be read was not looked at: name the data folder too with --data, where their key is."],
        _ => [],
    };

    static string Webhooks(int count) => count == 1 ? "a webhook" : $"{count:N0} webhooks";
}
