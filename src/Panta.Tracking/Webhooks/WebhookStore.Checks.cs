using System.Text.RegularExpressions;
using Panta.Tracking.Runs;

namespace Panta.Tracking.Webhooks;

public sealed partial class WebhookStore
{
    /// <summary>What of a webhook to be made is not allowed; nothing is made.</summary>
    /// <param name="webhook">What it would be told of, and where.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>What is wrong, by the name of the field as on the wire (<c>name</c>, <c>url</c>, …); empty where all is allowed.</returns>
    public async Task<IReadOnlyDictionary<string, string>> CheckAsync(NewWebhook webhook, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        (string Field, Func<Task> Require)[] checks =
        [
            ("name", () => Done(() => RequireName(webhook.Name))), ("url", () => _target.RequireAsync(webhook.Url, cancel)),
            ("events", () => Done(() => RequireEvents(webhook.Events))), ("description", () => Done(() => RequireTexts(webhook.Description, null))),
            ("secret", () => Done(() => RequireTexts(null, webhook.Secret))),
        ];
        var wrong = new Dictionary<string, string>();
        foreach (var (field, require) in checks)
        {
            try
            {
                await require().ConfigureAwait(false);
            }
            catch (ArgumentException error)
            {
                wrong.Add(field, error.Message);
            }
        }

        return wrong;
    }

    static Task Done(Action require)
    {
        require();
        return Task.CompletedTask;
    }

    static void RequireEvents(IReadOnlyList<WebhookEvent> events)
    {
        if (!events.Any(e => !e.IsPantas))
            throw new ArgumentException(
                "Missing value for required parameter 'events': a webhook needs at least one event of MLflow's, or its clients cannot read it.");
        foreach (var given in events) given.Require();
    }

    static void RequireName(string name)
    {
        if (!NamePattern().IsMatch(name))
            throw new ArgumentException(
                $"Webhook name '{name}' is invalid. It has 1 to 63 characters, begins and ends with a letter or digit, and holds only letters, digits, '.', "
                + "'_' and '-'.");
    }

    static void RequireTexts(string? description, string? secret)
    {
        Limits.RequireLength(description ?? "", Limits.ParamLength, "description");
        Limits.RequireLength(secret ?? "", SecretLength, "secret");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9._\-]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex NamePattern();
}
