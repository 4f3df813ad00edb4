using System.Diagnostics;
using System.Text.RegularExpressions;
using Panta.Tests;

namespace Panta.Cli.Tests.Transfers;

/// <summary>Stores of the real MLflow, filled and compared by its own client.</summary>
static class MlflowStore
{
    const string Head = """
        import os, sys, math, pathlib, warnings
        os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
        warnings.simplefilter("ignore")
        import mlflow
        from mlflow import MlflowClient
        from mlflow.entities import *

        """;

    const string FillScript = Head + """
        os.chdir(sys.argv[2])
        mlflow.set_tracking_uri(sys.argv[1])
        c = MlflowClient()
        here = c.create_experiment("wine 'n cheese", tags={"team": "crème"})
        gone = c.create_experiment("gone")
        root = pathlib.Path("to-log")
        root.mkdir()
        (root / "plot.txt").write_text("a plot")
        (root / "deep").mkdir()
        (root / "deep" / ".hidden").write_text("hidden")
        (root / "deep" / "x.bin").write_bytes(bytes(range(256)) * 50)
        runs = []
        for i in range(12):
            id = c.create_run(["0", here, gone][i % 3], start_time=1_700_000_000_000 + i, tags={"n": str(i)}, run_name=f"run {i}").info.run_id
            runs.append(id)
            odd = [Metric("nan", math.nan, 5, 0), Metric("up", math.inf, 5, 0), Metric("down", -math.inf, 5, 0), Metric("minus", -0.0, 1, -5)]
            jump = [Metric("jump", 3, 10, 2), Metric("jump", 9, 20, 1)]
            c.log_batch(id, [Metric("loss", 1 / (k + 1) + i, 1_700_000_000_000 + k, k) for k in range(20)] + odd + jump,
                [Param("p", "x" * 6000), Param("leer", ""), Param("q/r", 'naïve\n"quoted"')], [RunTag("long", "y" * 8000)])
            if i % 4 == 0:
                data = Dataset("train", f"d{i % 8}", "local", '{"uri": "f.csv"}', '{"s": 1}', None)
                c.log_inputs(id, [DatasetInput(data, [InputTag("mlflow.data.context", "training")])])
            if i < 4:
                c.log_artifacts(id, str(root), "files" if i % 2 else None)
            if i % 5 != 4:
                c.set_terminated(id, ["FINISHED", "FAILED", "KILLED"][i % 3], end_time=1_700_000_100_000 + i)
        model = c.create_logged_model(here, name="net", source_run_id=runs[1], tags={"a": "b"}, params={"depth": "3"}, model_type="tree")
        c.finalize_logged_model(model.model_id, "READY")
        measured = Metric("acc", 0.5, 7, 1, model_id=model.model_id, dataset_name="train", dataset_digest="d0")
        c.log_batch(runs[1], [measured, Metric("acc", math.nan, 8, 2, model_id=model.model_id)])
        c.log_inputs(runs[4], models=[LoggedModelInput(model.model_id)])
        c.log_outputs(runs[1], [LoggedModelOutput(model.model_id, 3)])
        c.create_registered_model("churn", tags={"t": "1"}, description="who leaves")
        c.create_registered_model("empty")
        source = c.get_run(runs[1]).info.artifact_uri + "/files/deep"
        for k in range(3):
            c.create_model_version("churn", source, runs[1], tags={"k": str(k)}, description=f"v{k}")
        c.create_model_version("churn", f"models:/{model.model_id}", runs[1], model_id=model.model_id)
        c.delete_model_version("churn", "3")
        c.set_registered_model_alias("churn", "champion", "2")
        c.set_registered_model_alias("churn", "challenger", "4")
        c.transition_model_version_stage("churn", "1", "Production")
        c.register_prompt("hello", "Hi {{name}}")
        for id in (runs[3], runs[0]):
            c.delete_run(id)
        c.delete_experiment(gone)
        """;

    const string CompareScript = Head + """
        a, b = MlflowClient(sys.argv[1]), MlflowClient(sys.argv[2])

        def number(x):
            return "nan" if math.isnan(x) else "inf" if x > 1.7e308 else "-inf" if x < -1.7e308 else repr(x + 0.0)

        def tags(x):
            return sorted(x.items())

        def files(c, run, path=None):
            for f in c.list_artifacts(run, path):
                if f.is_dir:
                    yield from files(c, run, f.path)
                else:
                    yield f.path, f.file_size

        def run(c, r):
            i, d = r.info, r.data
            history = {k: sorted((m.timestamp, m.step, number(m.value)) for m in c.get_metric_history(i.run_id, k)) for k in d.metrics}
            data = sorted((x.dataset.name, x.dataset.digest, x.dataset.source_type, x.dataset.source, x.dataset.schema, x.dataset.profile or None,
                [(t.key, t.value) for t in x.tags]) for x in r.inputs.dataset_inputs)
            models = sorted(m.model_id for m in r.inputs.model_inputs), sorted((m.model_id, m.step) for m in r.outputs.model_outputs)
            return (i.run_id, i.experiment_id, i.run_name, i.user_id, i.status, i.start_time, i.end_time, i.lifecycle_stage, tags(d.params), tags(d.tags),
                {k: number(v) for k, v in d.metrics.items()}, history, data, models, sorted(files(c, i.run_id)))

        def version(v):
            return str(v.version), v.description or "", v.current_stage, v.run_id or "", v.creation_timestamp, v.last_updated_timestamp, tags(v.tags)

        def everything(c):
            all = c.search_experiments(view_type=ViewType.ALL)
            ids = [e.experiment_id for e in all]
            yield sorted((e.experiment_id, e.name, e.lifecycle_stage, e.creation_time, e.last_update_time, tags(e.tags)) for e in all)
            runs = sorted(c.search_runs(ids, run_view_type=ViewType.ALL), key=lambda r: r.info.run_id)
            assert len(runs) == 12, len(runs)
            for r in runs:
                yield run(c, c.get_run(r.info.run_id))
            # MLflow's table of models' metrics has no flag for NaN: its own answer is 0.
            for m in c.search_logged_models(ids):
                points = sorted((x.key, 0.0 if math.isnan(x.value) else x.value, x.timestamp, x.step, x.run_id, x.dataset_name or None) for x in m.metrics)
                yield (m.model_id, m.experiment_id, m.name, m.model_type, m.source_run_id, str(m.status), m.creation_timestamp, m.last_updated_timestamp,
                    tags(m.tags), tags(m.params), points)
            for m in sorted(c.search_registered_models(), key=lambda m: m.name):
                m = c.get_registered_model(m.name)
                yield m.name, m.description or "", tags(m.tags), sorted((k, str(v)) for k, v in m.aliases.items()), m.creation_timestamp, m.last_updated_timestamp
                yield sorted(version(v) for v in c.search_model_versions(f"name = '{m.name}'"))

        one, two = list(everything(a)), list(everything(b))
        for x, y in zip(one, two):
            assert x == y, f"\n{x}\n{y}"
        assert len(one) == len(two)
        assert b.get_prompt_version("hello", 1).template == "Hi {{name}}"
        folder = b.download_artifacts(next(r.info.run_id for r in b.search_runs(["1"]) if r.info.run_name == "run 1"), "files/deep")
        assert pathlib.Path(folder, "x.bin").read_bytes() == bytes(range(256)) * 50
        assert pathlib.Path(folder, ".hidden").read_text() == "hidden"
        b.create_model_version("churn", "models:/churn/1", None)
        assert b.search_model_versions("name = 'churn'")[0].version in (5, "5"), "a deleted version's number was given again"
        print("the same")
        """;

    // What MLflow's migrations make of a store of 1.2, one revision after the other; a model is registered as soon as there are any.
    const string OldScript = Head + """
        import shutil, sqlite3, sqlalchemy
        from alembic import command
        from alembic.script import ScriptDirectory
        from mlflow.store.db.utils import _get_alembic_config
        from mlflow.store.tracking.dbmodels.initial_models import Base
        file = pathlib.Path(sys.argv[1], "old.db")
        url = f"sqlite:///{file}"
        Base.metadata.create_all(sqlalchemy.create_engine(url, poolclass=sqlalchemy.pool.NullPool))
        config = _get_alembic_config(url)
        def run(*statements):
            db = sqlite3.connect(file)
            for each in statements:
                db.execute(each)
            db.commit()
            db.close()
        for script in reversed(list(ScriptDirectory.from_config(config).walk_revisions())):
            command.upgrade(config, script.revision)
            if script.revision == "7ac759974ad8":
                id = "0123456789abcdef" * 2
                run("INSERT INTO experiments VALUES (0, 'Default', '/nowhere/0', 'active'), (3, 'wine', '/nowhere/3', 'active')",
                    "INSERT INTO experiment_tags VALUES ('team', 'one', 3)",
                    "INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time, source_version, "
                    f"lifecycle_stage, artifact_uri, experiment_id) VALUES ('{id}', '', 'LOCAL', 'a.py', '', 'me', 'FINISHED', 5, 9, '', 'active', '/nowhere/3', 3)",
                    f"INSERT INTO params VALUES ('depth', '3', '{id}')",
                    f"INSERT INTO tags VALUES ('mlflow.runName', 'first', '{id}')",
                    f"INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('loss', 0.5, 1, '{id}', 1, 0), ('loss', 0.25, 2, '{id}', 2, 0), "
                    f"('odd', 0, 1, '{id}', 0, 1)")
            if script.revision == "2b4d017a5e9b":
                run("INSERT INTO registered_models (name, creation_time, last_updated_time) VALUES ('churn', 7, 8)",
                    "INSERT INTO model_versions (name, version, creation_time, last_updated_time, description, user_id, current_stage, source, run_id, status) "
                    f"VALUES ('churn', 1, 7, 8, 'first', 'me', 'Production', '/nowhere/3/m', '{id}', 'READY')")
            shutil.copy(file, pathlib.Path(sys.argv[1], script.revision + ".db"))
            print(script.revision)
        """;

    const string ProxiedScript = Head + """
        c = MlflowClient("sqlite:///" + sys.argv[1])
        iris = c.create_experiment("iris", "mlflow-artifacts:/1")
        c.create_experiment("empty", "mlflow-artifacts:/2")
        c.delete_experiment(c.create_experiment("gone", "mlflow-artifacts:/3"))
        print(c.create_run(iris).info.run_id)
        """;

    const string BigScript = Head + """
        import sqlite3
        MlflowClient("sqlite:///" + sys.argv[1]).search_experiments()
        db = sqlite3.connect(sys.argv[1])
        def run(k):
            db.execute("INSERT INTO runs (run_uuid, name, user_id, status, start_time, lifecycle_stage, artifact_uri, experiment_id) "
                "VALUES (?, ?, 'me', 'FINISHED', ?, 'active', ?, 0)", (f"{k:032x}", f"run {k}", k, f"/nowhere/0/{k:032x}/artifacts"))
        def points(k, n):
            rows = ((i / 7, i, f"{k:032x}", i) for i in range(n))
            db.executemany("INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('loss', ?, ?, ?, ?, 0)", rows)
            db.execute("INSERT INTO latest_metrics VALUES ('loss', ?, ?, ?, 0, ?)", ((n - 1) / 7, n - 1, n - 1, f"{k:032x}"))
        for k in range(2000):
            run(k)
            points(k, 25)
        run(5000)
        points(5000, 400000)
        db.commit()
        """;

    /// <summary>Fills a store with one of everything, odd values included; files go into a folder where the store does not say otherwise.</summary>
    public static Task FillAsync(string store, string folder) => Peers.RunAsync(FillScript, store, folder);

    /// <summary>Makes an SQLite store as MLflow's server does, which keeps the files itself: a run in 'iris', experiments without runs; answers the run.</summary>
    public static async Task<string> FillProxiedAsync(string file) => (await Peers.RunAsync(ProxiedScript, file)).Trim();

    /// <summary>Makes an SQLite store of every revision of MLflow's schema, each in a file of its name in a folder; answers the revisions in order.</summary>
    public static async Task<string[]> MakeEveryAsync(string folder) =>
        (await Peers.RunAsync(OldScript, folder)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Makes an SQLite store of 2,001 runs, the last of them with 400,000 points; 450,000 in all.</summary>
    public static Task FillBigAsync(string file) => Peers.RunAsync(BigScript, file);

    /// <summary>Requires that a server answers the real client as the original store does.</summary>
    public static async Task RequireSameAsync(string store, Uri server) =>
        Assert.Equal("the same", (await Peers.RunAsync(CompareScript, store, server.GetLeftPart(UriPartial.Authority))).Trim().Split('\n')[^1]);

    /// <summary>Starts the real server on a store, on a free port, and waits until it answers.</summary>
    public static async Task<(Process Server, string Address)> StartServerAsync(string store, string files)
    {
        var start = new ProcessStartInfo(
            Peers.Python!,
            ["-m", "mlflow", "server", "--backend-store-uri", store, "--artifacts-destination", files, "--workers", "1", "--port", "0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MLFLOW_DISABLE_TELEMETRY"] = "true";
        start.Environment["PATH"] = $"{Path.GetDirectoryName(Peers.Python)}:{Environment.GetEnvironmentVariable("PATH")}";
        var process = Process.Start(start)!;
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return (process, await ready.Task.WaitAsync(TimeSpan.FromMinutes(1)));

        void Hear(string? line)
        {
            if (Regex.Match(line ?? "", @"running on (?<address>http://\S+)") is { Success: true } found) ready.TrySetResult(found.Groups["address"].Value);
        }
    }
}
