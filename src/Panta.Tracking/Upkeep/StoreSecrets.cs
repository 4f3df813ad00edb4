using Panta.Tracking.Engines;
using Panta.Tracking.Stores;
using Panta.Tracking.Webhooks;

namespace Panta.Tracking.Upkeep;

/// <summary>The secrets of webhooks in a store: they are encrypted, and of no use without the key, which no backup of the metadata holds.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Unreadable">The names of webhooks whose secret the key at hand does not read; null where nobody said in which folder keys are.</param>
/// <param name="Key">Where the key is: a file, or the name of a variable; null where nobody said.</param>
public sealed record StoreSecrets(int Count, IReadOnlyList<string>? Unreadable, string? Key)
{
    /// <summary>Looks at the secrets of a store, which may be in use.</summary>
    /// <param name="store">The store.</param>
    /// <param name="options">The key where the environment gives one.</param>
    /// <exception cref="StoreException">There is no store, or it cannot be read.</exception>
    /// <exception cref="ArgumentException">The key is none.</exception>
    public static StoreSecrets Of(StoreAddress store, WebhookOptions options)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        return Of(store, options, store.Read((session, engine) =>
            Migration.Applied(session.Connection, engine.Place).Any(m => m.Number == WebhookStore.MigrationNumber)
                ? session.Connection.Rows(
                    "SELECT name, secret FROM webhooks WHERE secret IS NOT NULL ORDER BY name", r => (Name: r.GetString(0), Token: r.GetString(1)))
                : []));
    }

    static StoreSecrets Of(StoreAddress store, WebhookOptions options, List<(string Name, string Token)> secrets)
    {
        var file = options.SecretKey is null && store.Keys is not null ? WebhookSecrets.FileIn(store.Keys) : null;
        var key = options.SecretKey is null ? file : "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY";
        if (secrets.Count == 0 || key is null) return new(secrets.Count, secrets.Count == 0 ? [] : null, key);
        if (file is not null && !File.Exists(file)) return new(secrets.Count, secrets.ConvertAll(s => s.Name), key);

        var reading = WebhookSecrets.Open(store.Keys ?? "", options);
        return new(secrets.Count, [.. secrets.Where(s => !reading.Reads(s.Token)).Select(s => s.Name)], key);
    }
}
