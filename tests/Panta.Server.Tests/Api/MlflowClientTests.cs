using System.Diagnostics;

namespace Panta.Server.Tests.Api;

/// <summary>The real MLflow client of the shared folder's peers against a running server.</summary>
public sealed class MlflowClientTests
{
    [PeersFact]
    public async Task A_real_client_logs_registers_loads_and_searches()
    {
        await using var server = await RunningServer.StartAsync();

        var (exit, output) = await Python(Shared.Path("peers/examples/smoke.py"), server.Address.GetLeftPart(UriPartial.Authority));

        Assert.True(exit == 0 && output.Contains("12 passed, 0 failed"), output);
    }

    [PeersFact]
    public async Task The_conformance_checks_of_the_protocol_pass()
    {
        await using var server = await RunningServer.StartAsync();
        const string Groups = @"^(protocol|experiments|runs|metrics|search|inputs|logged_models|registry|artifacts|limits)\.";

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
