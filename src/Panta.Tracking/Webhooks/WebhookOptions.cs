using System.Globalization;

namespace Panta.Tracking.Webhooks;

/// <summary>Where webhooks may go and how deliveries are made. The names of the environment are MLflow's.</summary>
public sealed record WebhookOptions
{
    /// <summary>Schemes of URLs. <c>MLFLOW_WEBHOOK_ALLOWED_SCHEMES</c>, separated by commas. Default <c>https</c>.</summary>
    public IReadOnlyList<string> AllowedSchemes { get; init; } = ["https"];

    /// <summary>Whether addresses that are not public may be called. <c>MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS</c>. Default false.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>How long one attempt may take. <c>MLFLOW_WEBHOOK_REQUEST_TIMEOUT</c>, in seconds. Default 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often a failed delivery is tried again. <c>MLFLOW_WEBHOOK_REQUEST_MAX_RETRIES</c>. Default 10, about a quarter of an hour (MLflow: 3, seven
    /// seconds): the queue is kept on disk, so patience costs nothing.
    /// </summary>
    public int MaxRetries { get; init; } = 10;

    /// <summary>The wait before the first retry; it doubles each time, with a random part of up to as much again. Default 1 s.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many webhooks are called at once; of each webhook one delivery at a time. <c>MLFLOW_WEBHOOK_DELIVERY_MAX_WORKERS</c>. Default 64 (MLflow: 10).
    /// </summary>
    public int MaxConcurrent { get; init; } = 64;

    /// <summary>
    /// The Fernet key that encrypts secrets on disk. <c>MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY</c>. Default null: one that is made in the data folder's
    /// <c>keys/</c>.
    /// </summary>
    public string? SecretKey { get; init; }

    /// <summary>How long the log keeps deliveries that are done. Default 30 days.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The options as the environment says.</summary>
    /// <param name="read">Reads a variable; default the process's environment.</param>
    /// <exception cref="ArgumentException">A variable has a value that is not allowed.</exception>
    public static WebhookOptions OfEnvironment(Func<string, string?>? read = null)
    {
        read ??= Environment.GetEnvironmentVariable;
        var usual = new WebhookOptions();
        return usual with
        {
            AllowedSchemes = Text("MLFLOW_WEBHOOK_ALLOWED_SCHEMES") is { } schemes ? Schemes(schemes) : usual.AllowedSchemes,
            AllowPrivateAddresses = Flag("MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS"),
            Timeout = TimeSpan.FromSeconds(Number("MLFLOW_WEBHOOK_REQUEST_TIMEOUT", 1, 3600, (int)usual.Timeout.TotalSeconds)),
            MaxRetries = Number("MLFLOW_WEBHOOK_REQUEST_MAX_RETRIES", 0, 100, usual.MaxRetries),
            MaxConcurrent = Number("MLFLOW_WEBHOOK_DELIVERY_MAX_WORKERS", 1, 1000, usual.MaxConcurrent),
            SecretKey = Text("MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY"),
        };

        string? Text(string name) => read(name) is { Length: > 0 } text ? text : null;

        bool Flag(string name) => Text(name)?.ToLowerInvariant() switch
        {
            null or "false" or "0" => false,
            "true" or "1" => true,
            var other => throw new ArgumentException($"{name} is '{other}'; needs true or false."),
        };

        int Number(string name, int least, int most, int otherwise) => Text(name) is not { } text ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : throw new ArgumentException($"{name} is '{text}'; needs a whole number from {least} to {most}.");
    }

    static string[] Schemes(string text)
    {
        var schemes = text.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return schemes.Length > 0 && schemes.All(s => s is "http" or "https") ? schemes
            : throw new ArgumentException($"MLFLOW_WEBHOOK_ALLOWED_SCHEMES is '{text}'; needs https, http, or both with a comma between.");
    }
}
