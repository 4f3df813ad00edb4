using System.Text;
using System.Text.Json;

namespace Panta.Mlflow.Benchmarks;

/// <summary>Calls that prepare a measurement.</summary>
static class Calls
{
    static readonly HttpClient Client = new() { Timeout = TimeSpan.FromMinutes(10) };

    public static Uri Url(Uri server, string call) => new(server, $"/api/2.0/mlflow{call}");

    /// <summary>Makes a run and answers its id.</summary>
    public static async Task<string> CreateRunAsync(Uri server, string experiment = "0", long startTime = 1)
    {
        var answer = await PostAsync(server, "/runs/create", JsonSerializer.SerializeToUtf8Bytes(new { experiment_id = experiment, start_time = startTime }));
        return answer.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!; // a run has an id
    }

    public static async Task<JsonElement> PostAsync(Uri server, string call, byte[] body) => JsonElement.Parse(await AnswerAsync(server, call, body));

    /// <summary>The bytes of an answer.</summary>
    public static async Task<int> LengthAsync(Uri server, string call, byte[] body) => (await AnswerAsync(server, call, body)).Length;

    public static Task<Stream> ReadAsync(Uri server, string call) => Client.GetStreamAsync(Url(server, call));

    static async Task<byte[]> AnswerAsync(Uri server, string call, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        using var response = await Client.PostAsync(Url(server, call), content);
        var answer = await response.Content.ReadAsByteArrayAsync();
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{call} was answered with {(int)response.StatusCode}: {Encoding.UTF8.GetString(answer)}");
        return answer;
    }
}
