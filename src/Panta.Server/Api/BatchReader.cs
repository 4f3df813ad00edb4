using System.Text.Json;
using System.Text.Unicode;
using Panta.Tracking.Runs;

namespace Panta.Server.Api;

/// <summary>
/// Reads the body of log-batch in one pass, as clients write it. Whatever is not plain (an unknown or repeated field, a number as text, an escaped letter, something
/// missing or wrong) is left to <see cref="WireObject"/>, which knows all the rules and how to refuse.
/// </summary>
ref struct BatchReader
{
    readonly List<Metric> _metrics = [];
    readonly List<Param> _params = [];
    readonly List<Tag> _tags = [];
    Utf8JsonReader _json;
    string? _run;

    BatchReader(ReadOnlySpan<byte> body) => _json = new(body);

    /// <summary>The run and what to log to it; null where the body is not plain.</summary>
    public static (string RunId, RunBatch Batch)? TryRead(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty || !Utf8.IsValid(body)) return null;

        try
        {
            var reader = new BatchReader(body);
            return reader.TryReadAll() && reader._run is { } run
                ? (run, new() { Metrics = reader._metrics, Params = reader._params, Tags = reader._tags })
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    bool TryReadAll()
    {
        if (!Begins(JsonTokenType.StartObject)) return false;

        var seen = 0;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var (field, read) = _json.ValueTextEquals("run_id"u8) ? (1, TryText(ref _run) && _run is not "")
                : _json.ValueTextEquals("metrics"u8) ? (2, TryReadMetrics())
                : _json.ValueTextEquals("params"u8) ? (4, TryReadPairs(isParam: true))
                : _json.ValueTextEquals("tags"u8) ? (8, TryReadPairs(isParam: false))
                : (0, false);
            if (!read || (seen & field) != 0) return false;
            seen |= field;
        }

        return !_json.Read(); // nothing comes after
    }

    bool TryReadMetrics()
    {
        if (!Begins(JsonTokenType.StartArray)) return false;

        while (_json.Read() && _json.TokenType == JsonTokenType.StartObject)
            if (!TryReadMetric()) return false;
        return _json.TokenType == JsonTokenType.EndArray;
    }

    bool TryReadMetric()
    {
        const int Required = 1 | 2 | 4;
        string? key = null, model = null, dataset = null, digest = null;
        var (value, timestamp, step, seen) = (0.0, 0L, 0L, 0);
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var (field, read) = _json.ValueTextEquals("key"u8) ? (1, TryText(ref key) && key is not "")
                : _json.ValueTextEquals("value"u8) ? (2, Begins(JsonTokenType.Number) && _json.TryGetDouble(out value))
                : _json.ValueTextEquals("timestamp"u8) ? (4, Begins(JsonTokenType.Number) && _json.TryGetInt64(out timestamp))
                : _json.ValueTextEquals("step"u8) ? (8, Begins(JsonTokenType.Number) && _json.TryGetInt64(out step))
                : _json.ValueTextEquals("model_id"u8) ? (16, TryText(ref model))
                : _json.ValueTextEquals("dataset_name"u8) ? (32, TryText(ref dataset))
                : _json.ValueTextEquals("dataset_digest"u8) ? (64, TryText(ref digest))
                : (0, false);
            if (!read || (seen & field) != 0) return false;
            seen |= field;
        }

        if ((seen & Required) != Required || key is null) return false;
        _metrics.Add(new(key, value, timestamp, step) { ModelId = model ?? "", DatasetName = dataset ?? "", DatasetDigest = digest ?? "" });
        return true;
    }

    bool TryReadPairs(bool isParam)
    {
        if (!Begins(JsonTokenType.StartArray)) return false;

        while (_json.Read() && _json.TokenType == JsonTokenType.StartObject)
        {
            string? key = null, value = null;
            while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
                if (!(_json.ValueTextEquals("key"u8) ? key is null && TryText(ref key) : _json.ValueTextEquals("value"u8) && value is null && TryText(ref value)))
                    return false;
            if (string.IsNullOrEmpty(key)) return false;

            if (isParam) _params.Add(new(key, value ?? ""));
            else _tags.Add(new(key, value ?? ""));
        }

        return _json.TokenType == JsonTokenType.EndArray;
    }

    bool TryText(ref string? text)
    {
        if (!Begins(JsonTokenType.String) || _json.ValueIsEscaped) return false;

        text = _json.GetString();
        return true;
    }

    bool Begins(JsonTokenType token) => _json.Read() && _json.TokenType == token;
}
