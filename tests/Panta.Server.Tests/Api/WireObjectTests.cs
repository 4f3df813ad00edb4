using System.Text;
using System.Text.Json;
using Panta.Server.Api;
using Panta.Tracking.Runs;

namespace Panta.Server.Tests.Api;

public sealed class WireObjectTests
{
    [Theory]
    [InlineData("7", 7L)]
    [InlineData("\"7\"", 7L)]
    [InlineData("7.0", 7L)]
    [InlineData("\"-7\"", -7L)]
    [InlineData("1700000000001", 1700000000001L)]
    [InlineData("null", null)]
    [InlineData("{}", null)]
    public void Integers_come_as_numbers_or_text(string json, long? value) => Assert.Equal(value, Of($$"""{"x":{{json}}}""").Integer("x"));

    [Theory]
    [InlineData("2.5", 2.5)]
    [InlineData("\"2.5\"", 2.5)]
    [InlineData("\"1e-3\"", 1e-3)]
    [InlineData("true", 1)]
    [InlineData("false", 0)]
    [InlineData("\"NaN\"", double.NaN)]
    [InlineData("\"-Infinity\"", double.NegativeInfinity)]
    public void Doubles_come_as_numbers_text_or_booleans(string json, double value) => Assert.Equal(value, Of($$"""{"x":{{json}}}""").RequiredNumber("x"));

    [Theory]
    [InlineData("3")]
    [InlineData("\"3\"")]
    [InlineData("\"FINISHED\"")]
    public void Enums_come_by_name_or_number(string json) => Assert.Equal(RunStatus.Finished, Of($$"""{"x":{{json}}}""").Choice<RunStatus>("x"));

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"TRUE\"", true)]
    [InlineData("\"false\"", false)]
    public void Booleans_come_as_such_or_as_text(string json, bool value) => Assert.Equal(value, Of($$"""{"x":{{json}}}""").Flag("x"));

    [Fact]
    public void What_does_not_fit_is_named_with_its_value_and_path()
    {
        var fields = Of("""{"name":123,"status":"LOST","metrics":[{"key":"m","value":"many"}],"text":"a\u0000b","half":"\ud800"}""");

        Assert.StartsWith("Invalid value 123 for parameter 'name' supplied", Refusal(() => fields.Text("name")));
        Assert.StartsWith(
            "Invalid value \"LOST\" for parameter 'status' supplied: it must be one of RUNNING, SCHEDULED", Refusal(() => fields.Choice<RunStatus>("status")));
        Assert.StartsWith(
            "Invalid value \"many\" for parameter 'metrics[0].value' supplied", Refusal(() => fields.Objects("metrics")[0].RequiredNumber("value")));
        Assert.Equal("Missing value for required parameter 'metrics[0].timestamp'.", Refusal(() => fields.Objects("metrics")[0].RequiredInteger("timestamp")));
        Assert.Contains("NUL", Refusal(() => fields.Text("text")));
        Assert.Contains("Unicode", Refusal(() => fields.Text("half")));
    }

    [Theory]
    [InlineData("""{"x": NaN}""", """{"x": "NaN"}""")]
    [InlineData("""{"x": [-Infinity, Infinity]}""", """{"x": ["-Infinity", "Infinity"]}""")]
    [InlineData("""{"NaN": "a \" NaN"}""", """{"NaN": "a \" NaN"}""")]
    public void Bare_tokens_are_quoted_outside_of_strings(string json, string quoted) =>
        Assert.Equal(quoted, Encoding.UTF8.GetString(SpecialNumbers.Quote(Encoding.UTF8.GetBytes(json))));

    static WireObject Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new(document.RootElement.Clone(), "");
    }

    static string Refusal(Func<object?> read) => Assert.Throws<ArgumentException>(() => { read(); }).Message;
}
