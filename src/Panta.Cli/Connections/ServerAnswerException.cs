using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Panta.Cli.Connections;

/// <summary>The server refused or failed; its own sentence is the message.</summary>
sealed class ServerAnswerException(HttpStatusCode status, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>Reads the sentence out of problem details, or out of MLflow's error body.</summary>
    public static ServerAnswerException From(HttpStatusCode status, string body, string path)
    {
        try
        {
            if (JsonNode.Parse(body) is JsonObject problem && (problem["detail"] ?? problem["message"] ?? problem["title"]) is { } sentence)
                return new(status, sentence.ToString());
        }
        catch (JsonException)
        {
            // Not one of our answers: a proxy's page, or nothing. The status is all there is to say.
        }

        return new(status, $"The server answered {path} with {(int)status} ({status}).");
    }
}
