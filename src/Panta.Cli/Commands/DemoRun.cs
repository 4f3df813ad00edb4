using System.CommandLine;
using System.Text.Json.Nodes;
using Panta.Cli.Demo;
using Spectre.Console;

namespace Panta.Cli.Commands;

/// <summary><c>panta demo</c>: two projects lived through at high speed against a real server, told line by line.</summary>
static class DemoRun
{
    const int MostRuns = 10_000_000;

    static readonly Option<int> Port = new("--port") { Description = "The port of the page; 0 takes a free one.", DefaultValueFactory = _ => 5000, HelpName = "PORT" };

    static readonly Option<string> Data = new("--data")
    {
        Description = "The demo's data folder.",
        DefaultValueFactory = _ => "demo-data",
        HelpName = "FOLDER",
    };

    static readonly Option<bool> Keep = new("--keep") { Description = "Go on with the last demo instead of beginning afresh." };

    static readonly Option<bool> Exit = new("--exit") { Description = "End when the story is told, instead of leaving the page open." };

    static readonly Option<int> Seed = new("--seed")
    {
        Description = "Sets the factory's random numbers.",
        DefaultValueFactory = _ => Stories.Seed,
        HelpName = "N",
    };

    static readonly Option<int> Runs = new("--runs")
    {
        Description = "Fill the pages with that many made-up runs of five experiments instead, up to 10,000,000.",
        HelpName = "N",
    };

    static DemoRun() => Runs.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var count) && count is < 1 or > MostRuns)
            result.AddError($"--runs is {count:N0}; it may be 1 to {MostRuns:N0}.");
    });

    public static Command Build(Terminal terminal)
    {
        var command = new Command("demo", "Live two projects through at high speed: hourly bike demand, and a glass factory whose rules change.")
        {
            Port, Data, Keep, Exit, Seed, Runs,
        };
        command.SetAction((parsed, cancel) => RunAsync(terminal, parsed, cancel));
        return command;
    }

    static async Task<int> RunAsync(Terminal terminal, ParseResult parsed, CancellationToken cancel)
    {
        var folder = Path.GetFullPath(parsed.GetValue(Data)!);
        Prepare(folder, parsed.GetValue(Keep));
        var port = parsed.GetValue(Port);
        var runs = parsed.GetValue(Runs);
        if (runs > 0) return await FillAsync(terminal, parsed, folder, runs, cancel);

        await using var server = await ServerProcess.StartAsync(port, folder, TimeProvider.System, cancel);
        var address = server.Address;
        var story = new Story(terminal, parsed.GetValue(GlobalOptions.Json));
        story.Begin(address);

        using var client = new DemoClient(address, TimeProvider.System);
        var summary = await LiveAsync(client, story, folder, parsed.GetValue(Seed), cancel);
        story.End(summary, server.Restarts);
        if (!parsed.GetValue(Exit)) await StayOpenAsync(story, address, cancel);
        return summary.All(project => project.Recovered) ? ExitCode.Done : ExitCode.Failed;
    }

    static async Task<int> FillAsync(Terminal terminal, ParseResult parsed, string folder, int runs, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        if (!parsed.GetValue(Keep) || !Tracking.Stores.DataFolder.Exists(folder))
        {
            using var progress = new Progress(terminal, "Logging runs", runs);
            await RunFiller.FillAsync(folder, runs, parsed.GetValue(Seed), TimeProvider.System, progress, cancel);
        }

        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        await using var server = await ServerProcess.StartAsync(parsed.GetValue(Port), folder, TimeProvider.System, cancel);
        var address = new Uri(server.Address, "runs");
        Output.Of(terminal, parsed).WriteLine(
            new JsonObject { ["address"] = address.ToString(), ["runs"] = runs, ["seconds"] = seconds },
            $"{runs:N0} runs logged in {seconds:0.0} s; the page is open at {address}");
        if (!parsed.GetValue(Exit)) await WaitAsync(cancel);
        return ExitCode.Done;
    }

    // Only a folder that a demo made is emptied.
    static void Prepare(string folder, bool keep)
    {
        var mark = Path.Combine(folder, "demo");
        if (!keep && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            if (!File.Exists(mark)) throw new IOException($"The folder '{folder}' is not empty and no demo's. Give another with --data.");
            if (Tracking.Stores.DataFolder.FindHolder(folder) is { } holder) throw new Tracking.Stores.DataFolderInUseException(folder, holder);

            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(mark, "This folder was made by 'panta demo' and is emptied by the next one.\n");
    }

    static async Task<IReadOnlyList<StoryEnd>> LiveAsync(DemoClient client, Story story, string folder, int seed, CancellationToken cancel)
    {
        var factory = Stories.LayOutFactory(Path.Combine(folder, "glassware"), seed);
        return await Task.WhenAll(
            Task.Run(() => LiveAsync(client, story, Path.Combine(Stories.Examples, "bikes", "panta.yaml"), Stories.Bikes(), cancel), cancel),
            Task.Run(() => LiveAsync(client, story, factory, Stories.Factory(seed), cancel), cancel));
    }

    static async Task<StoryEnd> LiveAsync(DemoClient client, Story story, string file, Replay replay, CancellationToken cancel)
    {
        await client.PostAsync(
            "api/1.0/projects",
            new JsonObject
            {
                ["yaml"] = await File.ReadAllTextAsync(file, cancel),
                ["folder"] = Path.GetDirectoryName(file),
                ["clock"] = "replay",
                ["now"] = replay.Start,
            },
            cancel);
        var driver = new Driver(client, replay, story.Tell);
        await driver.RunAsync(cancel);
        return StoryEnd.Of(await client.GetAsync($"api/1.0/projects/{replay.Project}", cancel), driver.Predictions);
    }

    static async Task StayOpenAsync(Story story, Uri address, CancellationToken cancel)
    {
        story.StayOpen(address);
        await WaitAsync(cancel);
    }

    static async Task WaitAsync(CancellationToken cancel)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancel);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how the demo ends.
        }
    }
}
