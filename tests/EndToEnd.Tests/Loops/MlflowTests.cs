using Panta.Cli.Demo;

namespace Panta.EndToEnd.Loops;

/// <summary>MLflow's own client, unchanged, against a running server.</summary>
public sealed class MlflowTests
{
    const string ReadsThePromotedVersion = """
        import sys, mlflow
        mlflow.set_tracking_uri(sys.argv[1])
        client = mlflow.MlflowClient()
        mlflow.set_experiment("notebook")
        with mlflow.start_run(run_name="by hand"):
            mlflow.log_param("leaves", 31)
            mlflow.log_metric("mae", 42.5, step=3)
        found = mlflow.search_runs(experiment_names=["notebook"], filter_string="metrics.mae < 50 and params.leaves = '31'", output_format="list")
        assert [run.info.run_name for run in found] == ["by hand"], found
        champion = client.get_model_version_by_alias("glassware", "champion")
        trial = client.get_run(champion.run_id)
        assert trial.info.status == "FINISHED" and 0.8 < trial.data.metrics["accuracy"] < 1, trial
        assert "MLmodel" in [f.path.split("/")[-1] for f in client.list_artifacts(champion.run_id, "model")]
        print(champion.version)
        """;

    [PeersFact]
    public async Task A_client_logs_searches_and_reads_the_promoted_version_by_its_alias()
    {
        await using var server = await RunningServer.StartAsync();
        var life = await Life.LiveAsync(server, Stories.LayOutFactory(Path.Combine(server.Folder, "glassware")), Stories.Factory());

        var said = await Peers.RunAsync(ReadsThePromotedVersion, server.Address.ToString().TrimEnd('/'));

        Assert.Equal(life.Decisions.Last(decision => decision["kind"]!.GetValue<string>() == "promoted")["version"]!.GetValue<string>(), said.Trim().Split('\n')[^1]);
    }
}
