using System.Buffers;
using Panta.Serving.Endpoints;
using Panta.Serving.Protocols;

namespace Panta.Server.Api;

/// <summary>temp</summary>
static class InvocationsApi
{
    public static void MapInvocations(this IEndpointRouteBuilder routes) => routes.MapPost("/endpoints/{name}/invocations", async (string name, HttpContext http, EndpointSet endpoints, TimeProvider time, CancellationToken cancel) =>
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, cancel);
        var id = RequestId.Of(http.Request.Headers["x-request-id"], time);
        var answer = await endpoints.Get(name).InvokeAsync(body.ToArray(), MediaType.Json, id, null, cancel);
        var output = new ArrayBufferWriter<byte>();
        PredictionWriter.Write(output, answer.Predictions);
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(output.WrittenMemory, cancel);
    });
}
