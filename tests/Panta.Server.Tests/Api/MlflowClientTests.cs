using System.Diagnostics;

namespace Panta.Server.Tests.Api;

/// <summary>The real MLflow client of the shared folder's peers against a running server.</summary>
public sealed class MlflowClientTests
{
    const string Registry = """
        import sys, mlflow
        mlflow.set_tracking_uri(sys.argv[1])
        client, genai = mlflow.MlflowClient(), mlflow.genai

        assert genai.register_prompt(name="greet", template="Hello {{name}}!", tags={"team": "a"}).version == 1
        assert genai.register_prompt(name="greet", template=[{"role": "user", "content": "Hi {{name}}"}]).version == 2
        assert genai.load_prompt("prompts:/greet/1").format(name="Ada") == "Hello Ada!"
        genai.set_prompt_alias("greet", alias="live", version=2)
        assert genai.load_prompt("prompts:/greet@live").version == 2 and genai.load_prompt("prompts:/greet@latest").version == 2
        assert genai.load_prompt("prompts:/none/1", allow_missing=True) is None
        assert [p.name for p in genai.search_prompts()] == ["greet"] and client.search_registered_models() == []

        client.create_registered_model("original")
        run = client.create_run("0").info.run_id
        client.create_model_version("original", "s3://bucket/m", run_id=run)
        copy = client.copy_model_version("models:/original/1", "copy")
        assert (copy.version, copy.run_id, copy.source) == ("1", run, "models:/original/1"), copy
        assert client.get_model_version_download_uri("copy", "1") == "s3://bucket/m"

        hook = client.create_webhook(name="h", url="https://127.0.0.1:9/x", events=["prompt_version.created", "model_version_tag.set"], secret="s")
        assert sorted(map(str, client.list_webhooks()[0].events)) == ["model_version_tag.set", "prompt_version.created"]
        assert not client.test_webhook(hook.webhook_id).success
        assert client.update_webhook(hook.webhook_id, status="DISABLED").status == "DISABLED"
        client.delete_webhook(hook.webhook_id)
        assert client.list_webhooks() == []
        print("all of it")
        """;

    [PeersFact]
    public async Task A_real_client_logs_registers_loads_and_searches()
    {
        await using var server = await RunningServer.StartAsync();

        var (exit, output) = await Python(Shared.Path("peers/examples/smoke.py"), server.Address.GetLeftPart(UriPartial.Authority));

        Assert.True(exit == 0 && output.Contains("12 passed, 0 failed"), output);
    }

    [PeersFact]
    public async Task A_real_client_keeps_prompts_copies_versions_and_makes_webhooks()
    {
        await using var server = await RunningServer.StartAsync(
            o => o with { Webhooks = new() { AllowedSchemes = ["http", "https"], AllowPrivateAddresses = true } });

        var (exit, output) = await Python("-c", Registry, server.Address.GetLeftPart(UriPartial.Authority));

        Assert.True(exit == 0 && output.Contains("all of it"), output);
    }

    [PeersFact]
    public async Task The_conformance_checks_of_the_protocol_pass()
    {
        await using var server = await RunningServer.StartAsync(
            o => o with { Webhooks = new() { AllowedSchemes = ["http", "https"], AllowPrivateAddresses = true } });
        const string Groups = @"^(protocol|experiments|runs|metrics|search|inputs|logged_models|registry|artifacts|limits|webhooks)\.";

        var (exit, output) = await Python(Shared.Path("peers/conformance/main.py"), server.Address.GetLeftPart(UriPartial.Authority), "--only", Groups);

        Assert.True(exit == 0 && output.Contains(" passed, 0 failed"), output);
    }

    static async Task<(int Exit, string Output)> Python(params string[] arguments)
    {
        var start = new ProcessStartInfo(Peers.Python!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MLFLOW_DISABLE_TELEMETRY"] = "true";
        start.Environment["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "1";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1"; // the shared folder stays as it is
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }
}
