using System.CommandLine;
using System.Globalization;
using Panta.Cli.Connections;
using Panta.Server;

namespace Panta.Cli.Commands;

/// <summary>
/// What tells MLflow's server and has no other place here: variables that this server heeds, and a word on variables and options that it does not.
/// </summary>
static class MlflowSettings
{
    const string NoUsers = "nobody is asked who they are";
    const string OwnStore = "it keeps a store of its own (--data, --database); 'panta import mlflow' brings that one over";

    // Where the original would do something that somebody relies on; what merely tunes it is not worth a word.
    static readonly (string? Variable, string? Option, string Reason)[] Unheeded =
    [
        ("MLFLOW_AUTH_CONFIG_PATH", null, NoUsers), ("MLFLOW_AUTH_ADMIN_USERNAME", null, NoUsers), ("MLFLOW_AUTH_ADMIN_PASSWORD", null, NoUsers),
        (null, "--app-name", NoUsers),
        ("MLFLOW_BACKEND_STORE_URI", "--backend-store-uri", OwnStore), ("MLFLOW_REGISTRY_STORE_URI", "--registry-store-uri", OwnStore),
        ("MLFLOW_READ_REPLICA_BACKEND_STORE_URI", "--read-replica-backend-store-uri", OwnStore),
        ("MLFLOW_STATIC_PREFIX", "--static-prefix", "it is served at the root; let the proxy before it cut the prefix off"),
        ("MLFLOW_ENABLE_WORKSPACES", "--enable-workspaces", "it has one workspace"),
    ];

    /// <summary>Adds MLflow's options that this server does not heed to a command, whose help does not show them: whoever gives one is told why it is refused.</summary>
    public static void AddTo(Command command)
    {
        foreach (var (_, name, reason) in Unheeded)
        {
            if (name is null) continue;

            var option = new Option<string?>(name) { Hidden = true, Arity = ArgumentArity.ZeroOrOne };
            option.Validators.Add(result => result.AddError($"This server does not heed MLflow's {name}: {reason}."));
            command.Options.Add(option);
        }
    }

    /// <summary>The server's options with what the environment says.</summary>
    /// <exception cref="ArgumentException">A value is none of the variable's.</exception>
    public static PantaServerOptions Apply(PantaServerOptions options) => options with
    {
        CutsLongValues = Flag("MLFLOW_TRUNCATE_LONG_VALUES") ?? options.CutsLongValues,
        MaxArtifactLocationLength = Number("MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH") ?? options.MaxArtifactLocationLength,
    };

    /// <summary>A sentence for each variable that is set in vain.</summary>
    public static IEnumerable<string> InVain() =>
        from one in Unheeded
        where one.Variable is not null && ServerChoice.Setting(one.Variable) is { } value && !value.Equals("false", StringComparison.OrdinalIgnoreCase)
        select $"{one.Variable} is set, but this server does not heed it: {one.Reason}.";

    /// <summary>What a variable says; null where it is not set.</summary>
    /// <exception cref="ArgumentException">It is none of true and false.</exception>
    public static bool? Flag(string name)
    {
        var text = ServerChoice.Setting(name);
        return text?.ToUpperInvariant() switch
        {
            null => null,
            "TRUE" or "1" => true,
            "FALSE" or "0" => false,
            _ => throw new ArgumentException($"{name} is '{text}'; it is true or false."),
        };
    }

    /// <summary>What a variable says; null where it is not set.</summary>
    /// <exception cref="ArgumentException">It is no whole number above 0.</exception>
    public static int? Number(string name) => ServerChoice.Setting(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new ArgumentException($"{name} is '{text}'; it is a whole number from 1 on.");
}
