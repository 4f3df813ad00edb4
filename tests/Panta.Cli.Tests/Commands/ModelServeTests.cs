using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Panta.Cli.Tests.Commands;

public sealed class ModelServeTests
{
    [Fact]
    public async Task A_model_folder_answers_requests_until_it_is_stopped()
    {
        using var folder = new TemporaryFolder();
        folder.Write("houses.csv", ProjectApplyTests.Houses(300));
        await Cli.RunAsync("new", folder["houses.csv"], "--target", "price", "--out", folder["panta.yaml"]);
        await Cli.RunAsync("train", folder["panta.yaml"], "--no-log", "--out", folder["model"]);
        using var stop = new CancellationTokenSource();
        using var output = new SignalledWriter();
        var terminal = new Terminal { Out = output, Error = TextWriter.Null, In = TextReader.Null, Interactive = false };

        var serving = CommandLine.RunAsync(["serve", folder["model"], "--port", "0", "--log-level", "none"], terminal, stop.Token);
        var address = await output.FirstAddress.WaitAsync(TimeSpan.FromSeconds(60));
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        using var good = await http.PostAsync("/invocations", Json("""{"dataframe_records": [{"area": 100.0, "rooms": 4, "town": "Bonn"}]}"""));
        using var bad = await http.PostAsync("/invocations", Json("{"));
        using var ping = await http.GetAsync("/ping");
        await stop.CancelAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.OK), (good.StatusCode, bad.StatusCode, ping.StatusCode));
        Assert.InRange(JsonNode.Parse(await good.Content.ReadAsStringAsync())!["predictions"]![0]!.GetValue<double>(), 290, 350);
        Assert.Equal(0, await serving);
    }

    static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>Tells the address in the first line that has one.</summary>
    sealed class SignalledWriter : StringWriter
    {
        readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> FirstAddress => _address.Task;

        public override void Flush()
        {
            base.Flush();
            Look();
        }

        public override void Write(string? value)
        {
            base.Write(value);
            Look();
        }

        public override void Write(char[] buffer, int index, int count)
        {
            base.Write(buffer, index, count);
            Look();
        }

        void Look()
        {
            var text = ToString();
            var at = text.IndexOf("http://", StringComparison.Ordinal);
            var end = at < 0 ? -1 : text.IndexOf("/invocations", at, StringComparison.Ordinal);
            if (end > 0) _address.TrySetResult(text[at..end]);
        }
    }
}
