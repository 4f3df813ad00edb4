using System.Diagnostics;
using System.Text.RegularExpressions;
using Panta.Tests;

// Runs the checks of a tracking server that lie in the shared folder, with the real MLflow clients, against Panta, on SQLite and, where it is
// installed, on PostgreSQL. Arguments go to the checks, as in: --only 'search\.'. The last line for each store counts them.
const string Checks = "peers/conformance/run";
if (!File.Exists(Shared.Path(Checks)))
{
    Console.WriteLine($"conformance: skipped, '{Checks}' is not in a shared folder beside this one; set PANTA_SHARED");
    return 0;
}

var passed = await CheckAsync("SQLite", []);
if (PostgresServer.Binaries is null) Console.WriteLine("conformance on PostgreSQL: skipped, initdb and postgres are not on the PATH");
else passed &= await CheckAsync("PostgreSQL", ["--database", PostgresServer.Instance.ConnectionString]);
return passed ? 0 : 1;

async Task<bool> CheckAsync(string store, string[] database)
{
    var data = Directory.CreateTempSubdirectory("panta-conformance-");
    using var server = Start("./panta", ["server", "--port", "0", "--data", data.FullName, "--log-level", "error", .. database]);
    try
    {
        var said = await server.StandardOutput.ReadLineAsync() ?? "";
        var address = Regex.Match(said, @"http://\S+") is { Success: true } match ? match.Value : throw new InvalidOperationException($"The server said '{said}'.");
        var (exit, last) = await RunAsync(Shared.Path(Checks), HasJava() ? [address, "--java", .. args] : [address, .. args]);
        Console.WriteLine($"conformance on {store}: {last}");
        return exit == 0;
    }
    finally
    {
        server.Kill();
        await server.WaitForExitAsync();
        data.Delete(recursive: true);
    }
}

// What the groups of webhooks and artifacts need is allowed here and nowhere else.
static Process Start(string program, IEnumerable<string> arguments)
{
    var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
    start.Environment["MLFLOW_WEBHOOK_ALLOWED_SCHEMES"] = "http,https";
    start.Environment["MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS"] = "true";
    start.Environment["MLFLOW_DISABLE_TELEMETRY"] = "true";
    start.Environment["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "1"; // an answer of 500 is seen at once
    return Process.Start(start) ?? throw new InvalidOperationException($"'{program}' could not be started.");
}

static async Task<(int Exit, string Last)> RunAsync(string program, IEnumerable<string> arguments)
{
    using var process = Start(program, arguments);
    var last = "";
    while (await process.StandardOutput.ReadLineAsync() is { } line)
    {
        Console.WriteLine(line);
        if (line.Length > 0) last = line;
    }

    await process.WaitForExitAsync();
    return (process.ExitCode, last);
}

static bool HasJava()
{
    var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "java")));
    if (!found) Console.WriteLine("conformance: no java on the PATH, so the Java client's check is left out");
    return found;
}
