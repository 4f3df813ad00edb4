using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Webhooks;

/// <summary>
/// Makes attempts to deliver: a POST, signed where the webhook has a secret. No redirect is followed, no proxy and no cookie used, little of the
/// answer read, and every connection goes to an address that was judged when it was opened. Thread-safe.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    const int BodyLimit = 4096;
    const int HeaderLimit = 16; // in KiB

    readonly WebhookStore _store;
    readonly WebhookOptions _options;
    readonly WebhookTarget _target;
    readonly TimeProvider _time;
    readonly HttpClient _http;

    /// <summary>Makes a sender.</summary>
    /// <param name="store">Where webhooks and their secrets are.</param>
    /// <param name="options">Where they may go, and how long that may take.</param>
    /// <param name="time">The clock for timestamps and limits.</param>
    public WebhookSender(WebhookStore store, WebhookOptions options, TimeProvider time)
        : this(store, options, time, resolve: null)
    {
    }

    internal WebhookSender(WebhookStore store, WebhookOptions options, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>>? resolve)
    {
        (_store, _options, _time, _target) = (store, options, time, new(options, resolve));
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = HeaderLimit,
            MaxResponseDrainSize = BodyLimit,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1), // then the host is looked up anew
            ConnectCallback = (context, cancel) => _target.ConnectAsync(context.DnsEndPoint, cancel),
        };
        _http = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Sends an example of an event, once; what comes of it is not logged.</summary>
    /// <param name="id">The webhook's id.</param>
    /// <param name="of">The event; null for the first that the webhook asked for.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="NotFoundException">There is no such webhook.</exception>
    public Task<WebhookAnswer> TestAsync(string id, WebhookEvent? of = null, CancellationToken cancel = default)
    {
        var webhook = _store.Get(id);
        var tested = of ?? webhook.Events[0];
        var body = WebhookMessage.Write(tested, _time.GetUtcNow(), WebhookMessage.Example(tested));
        return SendAsync(webhook, Guid.NewGuid().ToString(), body, cancel);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Makes one attempt.</summary>
    internal async Task<WebhookAnswer> SendAsync(Webhook webhook, string deliveryId, string body, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            using var request = Request(webhook, deliveryId, body);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            return await ReadAsync(response, both.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException error) when (error.InnerException is ForbiddenAddressException forbidden)
        {
            return new() { Error = $"Refused: {forbidden.Message}" };
        }
        catch (Exception error) when (error is ArgumentException or UnreadableSecretException)
        {
            return new() { Error = error.Message }; // the URL is not allowed any more, or the secret's key is another
        }
        catch (HttpRequestException error)
        {
            return new() { Error = error.InnerException?.Message ?? error.Message, MayRetry = true };
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new() { Error = $"There was no answer within {_options.Timeout.TotalSeconds:0.#} s.", MayRetry = true };
        }
    }

    /// <summary>The signature as its receiver computes it.</summary>
    internal static string Sign(string secret, string deliveryId, string timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{deliveryId}.{timestamp}.{body}")));

    HttpRequestMessage Request(Webhook webhook, string deliveryId, string body)
    {
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, _target.Parse(webhook.Url))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new("application/json") } },
        };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Panta", null));
        request.Headers.Add("X-MLflow-Delivery-Id", deliveryId);
        request.Headers.Add("X-MLflow-Timestamp", timestamp);
        if (webhook.HasSecret && _store.Secret(webhook.WebhookId) is { } secret)
            request.Headers.Add("X-MLflow-Signature", Sign(secret, deliveryId, timestamp, body));
        return request;
    }

    async Task<WebhookAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        var answer = new WebhookAnswer { Status = status, Body = await BeginningAsync(response, cancel).ConfigureAwait(false) };
        if (response.IsSuccessStatusCode) return answer;

        return answer with
        {
            Error = status is >= 300 and < 400 ? $"The receiver answered {status}; redirects are not followed." : $"The receiver answered {status}.",
            MayRetry = status is 429 or >= 500,
            RetryAfter = response.Headers.RetryAfter is not { } after ? null : after.Delta ?? after.Date - _time.GetUtcNow(),
        };
    }

    // The status has come: whatever becomes of the body changes nothing.
    static async Task<string?> BeginningAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            var bytes = new byte[BodyLimit];
            await using var body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
            var count = await body.ReadAtLeastAsync(bytes, BodyLimit, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
            return Encoding.UTF8.GetString(bytes, 0, count).Replace('\0', '\uFFFD');
        }
        catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
