using System.CommandLine;
using Panta.Server;

namespace Panta.Cli.Commands;

/// <summary>Which hosts and origins a server answers to, and which model sources it takes: options, and where they are not given MLflow's environment variables of the same meaning.</summary>
static class GuardOptions
{
    static readonly Option<string[]> AllowHost = new("--allow-host", "--allowed-hosts")
    {
        Description = "A host name that requests may name besides this machine's; * and ? match any; may be repeated, or several after commas "
            + "(MLFLOW_SERVER_ALLOWED_HOSTS).",
        HelpName = "NAME",
    };

    static readonly Option<string[]> AllowOrigin = new("--allow-origin", "--cors-allowed-origins")
    {
        Description = "A web origin whose pages may read and change state here, as https://lab.example; as --allow-host "
            + "(MLFLOW_SERVER_CORS_ALLOWED_ORIGINS).",
        HelpName = "ORIGIN",
    };

    static readonly Option<string> FrameOptions = new("--x-frame-options")
    {
        Description = "Who may show the pages in a frame: SAMEORIGIN, DENY or NONE (MLFLOW_SERVER_X_FRAME_OPTIONS).",
        HelpName = "WHO",
    };

    static readonly Option<bool> Unguarded = new("--disable-security-middleware")
    {
        Description = "Check neither hosts nor origins (MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE=true).",
    };

    /// <summary>Adds the options to a command.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in (Option[])[AllowHost, AllowOrigin, FrameOptions, Unguarded]) command.Options.Add(option);
    }

    /// <summary>The server's options with what was given.</summary>
    public static PantaServerOptions Apply(ParseResult parsed, PantaServerOptions options)
    {
        var frame = parsed.GetValue(FrameOptions) ?? Variable("MLFLOW_SERVER_X_FRAME_OPTIONS") ?? options.FrameOptions;
        return options with
        {
            AllowedHosts = Names(parsed.GetValue(AllowHost), "MLFLOW_SERVER_ALLOWED_HOSTS"),
            AllowedOrigins = Names(parsed.GetValue(AllowOrigin), "MLFLOW_SERVER_CORS_ALLOWED_ORIGINS"),
            FrameOptions = frame.ToUpperInvariant() switch
            {
                "NONE" => "",
                "SAMEORIGIN" or "DENY" => frame.ToUpperInvariant(),
                _ => throw new ArgumentException($"--x-frame-options is '{frame}'; it is one of SAMEORIGIN, DENY and NONE."),
            },
            ModelSourcePattern = Variable("MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX") ?? "",
            ChecksHostAndOrigin = !parsed.GetValue(Unguarded) && Variable("MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE")?.ToUpperInvariant() is not ("TRUE" or "1"),
        };
    }

    static string[] Names(string[]? given, string variable)
    {
        var texts = given is { Length: > 0 } ? given : [Variable(variable) ?? ""];
        return [.. texts.SelectMany(t => t.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
    }

    static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
