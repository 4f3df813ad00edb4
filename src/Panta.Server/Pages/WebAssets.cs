using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Panta.Server.Pages;

/// <summary>
/// Style sheets and scripts, embedded in the assembly so that they are there from the tree, a publish folder and a test alike.
/// Each is served under a name with its digest and cached for ever; a new build gives a new name.
/// </summary>
static class WebAssets
{
    const string Prefix = "wwwroot/";

    static readonly FrozenDictionary<string, Asset> _byName = Load().ToFrozenDictionary(asset => asset.Name);

    static readonly FrozenDictionary<string, Asset> _byPath = _byName.Values.ToFrozenDictionary(asset => asset.Path);

    /// <summary>The address of an asset, such as <c>/assets/app.0123456789.css</c> for <c>app.css</c>.</summary>
    public static string Url(string name) => _byName.TryGetValue(name, out var asset)
        ? $"/assets/{asset.Path}"
        : throw new ArgumentException($"There is no asset '{name}'; there are {string.Join(", ", _byName.Keys.Order())}.", nameof(name));

    /// <summary>The window's icon, in the address itself.</summary>
    public const string IconUrl = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20' fill='none' stroke='%230b5bd3' " +
        "stroke-width='2.2' stroke-linecap='round'%3E%3Cpath d='M2 7.5c2.7-3.3 5.3-3.3 8 0s5.3 3.3 8 0M2 13.5c2.7-3.3 5.3-3.3 8 0s5.3 3.3 8 0'/%3E%3C/svg%3E";

    /// <summary>Whether an asset is part of this build; the canvas charts are not where npm could not be reached.</summary>
    public static bool Has(string name) => _byName.ContainsKey(name);

    public static void MapAssets(this IEndpointRouteBuilder routes) => routes.MapGet("/assets/{path}", Get).ExcludeFromDescription();

    static IResult Get(string path, HttpContext http)
    {
        if (!_byPath.TryGetValue(path, out var asset)) return Results.NotFound();

        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.Vary = "Accept-Encoding";
        if (!http.Request.Headers.AcceptEncoding.ToString().Contains("br")) return Results.Bytes(asset.Content, asset.ContentType);

        http.Response.Headers.ContentEncoding = "br";
        return Results.Bytes(asset.Compressed.Value, asset.ContentType);
    }

    static IEnumerable<Asset> Load()
    {
        var assembly = typeof(WebAssets).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"Resource '{resource}' cannot be read.");
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            yield return new(resource[Prefix.Length..], content);
        }
    }

    sealed class Asset(string name, byte[] content)
    {
        public string Name => name;

        public byte[] Content => content;

        public string Path { get; } =
            $"{System.IO.Path.GetFileNameWithoutExtension(name)}.{Convert.ToHexStringLower(SHA256.HashData(content))[..10]}{System.IO.Path.GetExtension(name)}";

        public string ContentType => System.IO.Path.GetExtension(name) == ".css" ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8";

        public Lazy<byte[]> Compressed { get; } = new(() => Compress(content));

        static byte[] Compress(byte[] content)
        {
            using var buffer = new MemoryStream();
            using (var brotli = new BrotliStream(buffer, CompressionLevel.Optimal)) brotli.Write(content);
            return buffer.ToArray();
        }
    }
}
