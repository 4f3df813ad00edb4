using System.Globalization;
using Panta.Cli.Connections;
using Panta.Server;

namespace Panta.Cli.Commands;

/// <summary>The variables of MLflow's server that no option stands for: those that this server heeds, and a word on those that it does not.</summary>
static class MlflowVariables
{
    const string NoUsers = "nobody is asked who they are";
    const string OwnStore = "it keeps a store of its own (--data, --database); 'panta import mlflow' brings that one over";

    // Where the original would do something that somebody relies on; what merely tunes it is not worth a word.
    static readonly (string Name, string Reason)[] Unheeded =
    [
        ("MLFLOW_AUTH_CONFIG_PATH", NoUsers), ("MLFLOW_AUTH_ADMIN_USERNAME", NoUsers), ("MLFLOW_AUTH_ADMIN_PASSWORD", NoUsers),
        ("MLFLOW_BACKEND_STORE_URI", OwnStore), ("MLFLOW_REGISTRY_STORE_URI", OwnStore), ("MLFLOW_READ_REPLICA_BACKEND_STORE_URI", OwnStore),
        ("MLFLOW_STATIC_PREFIX", "it is served at the root; let the proxy before it cut the prefix off"),
        ("MLFLOW_ENABLE_WORKSPACES", "it has one workspace"),
    ];

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
        where ServerChoice.Setting(one.Name) is { } value && !value.Equals("false", StringComparison.OrdinalIgnoreCase)
        select $"{one.Name} is set, but this server does not heed it: {one.Reason}.";

    /// <summary>What a variable says; null where it is not set.</summary>
    /// <exception cref="ArgumentException">It is none of true and false.</exception>
    public static bool? Flag(string name) => ServerChoice.Setting(name)?.ToUpperInvariant() switch
    {
        null => null,
        "TRUE" or "1" => true,
        "FALSE" or "0" => false,
        var other => throw new ArgumentException($"{name} is '{other}'; it is true or false."),
    };

    /// <summary>What a variable says; null where it is not set.</summary>
    /// <exception cref="ArgumentException">It is no whole number above 0.</exception>
    public static int? Number(string name) => ServerChoice.Setting(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new ArgumentException($"{name} is '{text}'; it is a whole number from 1 on.");
}
