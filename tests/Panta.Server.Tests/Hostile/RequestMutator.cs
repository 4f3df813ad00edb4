using System.Text;
using System.Text.Json.Nodes;

namespace Panta.Server.Tests.Hostile;

/// <summary>Random requests made from good ones: fields lost, doubled, mistyped, huge, swapped; bytes broken; other methods, paths, queries and headers.</summary>
/// <param name="goods">Method, path with prefix, and body of requests that succeed.</param>
/// <param name="random">The source of all choices.</param>
sealed class RequestMutator(IReadOnlyList<(string Method, string Path, string Body)> goods, Random random)
{
    static readonly string[] Junk =
    [
        "null", "0", "-1", "1e400", "99999999999999999999", "1.5", "\"\"", "\"0\"", "\"../..\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "[[]]", "[{}]", "[null]", "[1,\"a\",{}]", "{}",
        "{\"a\":1}", "{\"key\":{}}", "true", "NaN", "-Infinity", "\"NaN\"", "\"%%%\"", "\"x' OR '1'='1\"", "\"eyJhZnRlciI6WyJ0eCIsInR5Il19\"", "\"eyJvZmZzZXQiOi0xfQ==\"",
        "\"LOGGED_MODEL_READY\"", "\"ACTIVE_ONLY\"", "9", "\"9223372036854775807\"", "-9223372036854775808", "[{\"key\":\"k\",\"value\":\"v\",\"timestamp\":1}]", "[\"0\"]",
        "\"<script>\"", "\"größe 🙂 بيانات\"", "\"\\n\\t\"", "\"models:/x/1\"", "\"file:///etc/passwd\"", "\"mlflow-artifacts:/a/%2e%2e\"", "\"2026-01-01\"", "[\"metrics.a DESC\"]",
    ];

    static readonly string[] Headers = ["Content-Type: text/plain", "Accept: text/html", "X-HTTP-Method-Override: DELETE", "Range: bytes=0-1", "If-Match: *", "Accept-Encoding: gzip, br"];

    readonly FilterGrammar _filters = new(random);

    public HttpRequestMessage Next()
    {
        var (method, path, body) = goods[random.Next(goods.Count)];
        if (random.Next(40) == 0) method = ((string[])["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])[random.Next(7)];
        if (random.Next(20) == 0) path = Spoil(path);
        var json = Mutated(body);
        var request = method == "GET" && random.Next(4) > 0 ? new HttpRequestMessage(HttpMethod.Get, path + Query(json)) : new(new(method), path) { Content = Content(json) };
        if (random.Next(20) == 0 && Headers[random.Next(Headers.Length)].Split(": ") is [var name, var value])
        {
            if (name == "Content-Type" && request.Content is not null) request.Content.Headers.ContentType = new(value);
            else request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    string Mutated(string body)
    {
        var fields = JsonNode.Parse(body)!.AsObject().Select(f => (f.Key, Json: f.Value?.ToJsonString() ?? "null")).ToList();
        for (var times = random.Next(4); times > 0 && fields.Count > 0; times--)
        {
            var at = random.Next(fields.Count);
            if (fields[at].Key == "url") continue; // no names are to be looked up
            switch (random.Next(8))
            {
                case 0: fields.RemoveAt(at); break;
                case 1: fields.Add((fields[at].Key, Value())); break;
                case 2: fields[at] = (fields[at].Key, $"[{fields[at].Json},{Value()}]"); break;
                case 3: fields[at] = (fields[at].Key, Quoted(new string('x', random.Next(20_000)))); break;
                case 4: fields[at] = (fields[random.Next(fields.Count)].Key, fields[at].Json); break;
                default: fields[at] = (fields[at].Key, Value()); break;
            }
        }

        var texts = fields.Select(f => $"{Quoted(f.Key)}:{(f.Key is "filter" && random.Next(4) > 0 ? Quoted(_filters.Filter()) : f.Key is "order_by" && random.Next(2) > 0 ? Orders() : f.Json)}");
        return $"{{{string.Join(',', texts)}}}";
    }

    string Value() => random.Next(10) == 0 ? new string('[', random.Next(1, 100)) : Junk[random.Next(Junk.Length)];

    string Orders() => $"[{string.Join(',', Enumerable.Range(0, random.Next(1, 40)).Select(_ => Quoted(_filters.Order())))}]";

    ByteArrayContent Content(string json)
    {
        if (random.Next(25) == 0) json = _filters.Damage(json);
        if (random.Next(100) == 0) json = Quoted(json);
        var bytes = Encoding.UTF8.GetBytes(json);
        return new(random.Next(20) == 0 ? Mutation.Of(bytes, random.Next()) : bytes) { Headers = { ContentType = new("application/json", "utf-8") } };
    }

    string Query(string json)
    {
        try
        {
            var fields = JsonNode.Parse(json)!.AsObject();
            return "?" + string.Join('&', fields.Select(f => $"{f.Key}={Uri.EscapeDataString(Cut(f.Value?.ToString() ?? ""))}"));
        }
        catch (Exception error) when (error is System.Text.Json.JsonException or ArgumentException or InvalidOperationException)
        {
            return "?" + Uri.EscapeDataString(Cut(json));
        }
    }

    string Spoil(string path) => random.Next(5) switch
    {
        0 => path + "/",
        1 => path + "/%2e%2e/x",
        2 => path.Replace("/mlflow", "//mlflow", StringComparison.Ordinal),
        3 => path.Replace("2.0", "3.0", StringComparison.Ordinal),
        _ => path.Insert(random.Next(1, path.Length), "%" + random.Next(256).ToString("x2")),
    };

    static string Cut(string text) => string.Concat(text.Where(c => !char.IsSurrogate(c))) is var plain && plain.Length > 4000 ? plain[..4000] : plain;

    static string Quoted(string text) => JsonValue.Create(text).ToJsonString();
}
