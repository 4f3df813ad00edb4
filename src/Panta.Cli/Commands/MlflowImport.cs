using System.CommandLine;
using Panta.Cli.Connections;
using Panta.Cli.Transfers;
using Panta.Tracking.Transfers;

namespace Panta.Cli.Commands;

/// <summary><c>panta import mlflow</c>: an MLflow store, brought over whole and checked.</summary>
static class MlflowImport
{
    static readonly Argument<string> Source = new("SOURCE")
    {
        Description = "MLflow's SQLite file (mlflow.db or sqlite:///mlflow.db), its PostgreSQL database (postgresql://HOST/DATABASE), or the address of a "
            + "running server of MLflow's (http://HOST:5000).",
    };

    static readonly Option<string?> ArtifactsFrom = new("--artifacts-from")
    {
        Description = "Where the files of mlflow-artifacts:/ are on this machine: the --artifacts-destination of MLflow's server.",
        HelpName = "FOLDER",
    };

    public static Command Build(Terminal terminal)
    {
        const string What = "Bring experiments, runs, models and files of an MLflow store over, under the same ids, and check them. It may be repeated, and goes "
            + "on where it was stopped.";
        var command = new Command("mlflow", What)
        {
            Source, ArtifactsFrom,
        };
        TransferChoice.AddTo(command);
        ServerChoice.AddMakingTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var source = MlflowSource.Open(parsed.GetValue(Source)!, parsed.GetValue(ArtifactsFrom));
            return await TransferChoice.ImportAsync(terminal, parsed, source, cancel);
        });
        return command;
    }
}
