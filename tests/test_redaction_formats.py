"""Redaction of the formats that people paste: what languages, databases and tools print."""

import base64
import html
import json
import re
from urllib.parse import quote, quote_plus, unquote

import pytest

from stytch_exchange import redact
from stytch_exchange.redaction import MASK

SECRET = re.compile("«(.*?)»|⟪(.*?)⟫", re.DOTALL)
"""In these texts, `«…»` becomes the mask, and `⟪…⟫` becomes the mask in quotes."""


def _text(marked: str) -> str:
    return SECRET.sub(lambda match: match[1] if match[2] is None else match[2], marked)


def _redacted(marked: str) -> str:
    return SECRET.sub(lambda match: MASK if match[2] is None else f'"{MASK}"', marked)


def _check(marked: str) -> None:
    redacted = redact(_text(marked))

    assert _redacted(marked) == redacted
    assert redacted == redact(redacted)


@pytest.mark.parametrize(
    "marked",
    [
        '{"tokens": {"S": "«baku»", "type": "basic"}, "n": "basic"}',
        '{"tokens": {"ada@example.com": "«baku»", "«k4z»": 1}}',
        '{"secret": {"id": "a", "expires_at": "b", "iterations": ⟪1234⟫, "is_old": false}}',
        '{"cookies": [{"name": "theme", "value": "«baku»", "path": "/", "httpOnly": true}]}',
        '{"token": "[Filtered]", "secret": "<redacted>", "password": "${DB_PASSWORD}"}',
        '{"session_jwt"\n:\n"«baku»", "a":\u00a0"b", "otp"\u00a0:\u00a0"«7k»"}',
        '{“token”: “«ba"ku»”, “name”: “x”}',
        '{"d": "«' + "aB3_" * 11 + '»", "q": "a search", "k": {"d": "b"}}',
        "d=«" + "aB3_" * 11 + "» n",
        "// token: «baku»\n{'api_key': /* old */ '«keno»'}",
        '{"key": "token", "description": "for {{token}}", "value": "«baku»"}',
        '{"ParameterKey": "DbPassword", "ParameterValue": "«baku»"}',
        '{"loc": ["body", "session_token"], "msg": "too short", "input": "«baku»"}',
        '{"loc": "body", "input": "x"}',
        "session_token\n  Should be longer [type=too_short, input_value='«baku»', input_type=str]",
        "name\n  Should be longer [type=too_short, input_value='x', input_type=str]",
        '{"name": "token", "meta": {"a": {}}, "value": "«baku»"}, {"value": "x"}',
        '{"name": "token"}, {"value": "x"}',
        "{'token': '«a \"otp\": \"1\" b»', 'n': 'x'}",
        '{"csv": "id,b\\n1,\\"{\\"\\"otp\\"\\":\\"\\"«7»\\"\\",\\"\\"jwt\\"\\":\\"\\"\\"\\"}\\""}',
        '{"query_string": [["token", "«baku»"], ["page", "2"]]}',
        '["X-Api-Key", "«baku»", "Accept", "*/*"]',
        '["Authorization", "Content-Type", "X-Session-Token"]',
        '{"required": ["session_token", "member_id"], "type": "object"}',
        '["app", "--api-key", "«baku»", "-u", "me:«keno»", "-u", "me", "--port", "80"]',
        '{"session_token" "«baku»", "n" "x"}',
        'a:2:{s:13:"session_token";s:4:"«baku»";s:1:"n";s:1:"x";}',
    ],
)  # fmt: skip
def test_json_and_its_relatives(marked: str) -> None:
    """Keys, types and identifiers below a secret key stay; what replaces a secret stays."""
    _check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        '["session_token"]=>\n  string(4) "«baku»"\n  ["n"]=>\n  int(3)',
        '["sessionToken":protected]=>\n  string(4) "«baku»"\n',
        '["jwt":"Stytch\\Response":private]=>\n  string(4) "«baku»"\n',
        "[sessionToken:protected] => «baku»\n[name] => x",
        "[tokens] => Array\n  (\n    [0] => «baku»\n    [1] => «keno»\n  )\n",
        '["tokens"]=>\n  array(1) {\n    [0]=>\n    string(4) "«baku»"\n  }\n',
        'Response{Tokens:[]string{"«baku»", "«keno»"}, Name:"x"}',
        'http.Header{"Accept":[]string{"*/*"}, "X-Api-Key":[]string{"«baku»"}}',
        ' SessionToken: (string) (len=4) "«baku»",\n Name: (string) (len=1) "x"',
        'Response {token = Just "«baku»", name = "x"}',
        'Response { secret: Secret { value: "«baku»" }, name: "x" }',
        '#{token => <<"«baku»">>, name => <<"x">>}',
        '%{password: ~s(«baku»), name: "x"}',
        '{:session-token "«baku»", :name "x"}',
        "Map(session_token -> «baku», name -> x)",
        'headers["X-Api-Key"] = "«baku»"; x["name"] = "y"',
        ' $ token: chr "«baku»"\n $ name: chr "x"',
        "token := SecretStr('«baku»')",
        "def login(password: str, token: string[]) -> None:",
        '  File "/app/token.py", line 3\n  at get (/app/token.js:12:34)',
        "INFO auth::login: signed in",
        'storage.setItem("session_token", "«baku»"); x.set("name", "y")',
        'assert same("session_token", "member_id")',
        "requests.get(url, auth=('project-test-1', '«baku»'))",
        "password={«baku»}«keno» next",
        "token=«abc(def»",
        "secret: [«a», «b»] x",
        'secret { value: "«baku»" } name { value: "x" }',
        'class Token { value = "x" }',
    ],
)  # fmt: skip
def test_what_languages_print(marked: str) -> None:
    """Types and lengths between a name and its value do not hide the value."""
    _check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "DB_PASSWORD=«ba<k>u'ke\"no&x» # old\nNAME=x",
        "password: &pw ⟪baku⟫\napi_key: !!str ⟪keno⟫\nname: x",
        "password: '«it''s»'\nname: x",
        "- name: API_KEY\n  value: ⟪baku⟫\n- name: LEVEL\n  value: debug\n- name: TOKEN\n",
        "secretKeyRef:\n  name: stytch\n  key: secret\n",
        "token:\n  type: string\n  description: A token.\n",
        "d:\n  a: b\n",
        'tokens:\n  value: "«baku»"\n  id: 7\n',
        "API_KEY: ${{ secrets.API_KEY }}\n",
        "PWD=/app\nOLDPWD=~/src\nUID=sa;PWD=«baku»\n",
        "ENV API_KEY «baku»\nENV NAME x\nproxy_set_header X-Api-Key «keno»;\n",
        "machine h login ada password «baku»\n",
        '  ~ token = "«baku»" -> "«keno»"\n    name = "x"\n',
        "auth:bearer {\n  token: «baku»\n}\n",
        "AccountName=app;AccountKey=«baku+/==»;Suffix=x",
        "**password:** ⟪baku⟫\nand **token**: «keno»",
        "token: use a new one\nthe password: at least 8 characters",
        "postgres://app:«b@k%40u%2F»@db/app",
    ],
)  # fmt: skip
def test_configuration(marked: str) -> None:
    """Files `.env`, YAML, Terraform, Docker, nginx and .netrc."""
    _check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "curl -uapp:«baku» -U p:«keno» --cert a.pem:«rolo» --pass «suti» x",
        "curl -b 'a=«baku»' -b jar.txt --cookie-jar jar.txt x",
        "http -a app:«baku» x; https -A bearer -a «keno» x",
        "mysql -u root -p«baku» app; redis-cli -h h -a «keno» ping",
        "docker login -u app -p «baku» h; sshpass -p «keno» ssh h",
        "CREATE USER app WITH PASSWORD '«baku»'; ALTER USER app IDENTIFIED BY '«keno»'",
        "tool --api-key KEY   the key\ntool --token TOKEN",
        "no session with session_token «k3jd82ls9», said member_token member-test-1a2b3c4d-1",
        "set token «baku»; set name x\nset -x API_KEY «keno»\nsetx OTP «7»",
        "token                «hvs.baku»\ntoken_accessor       x\ncode    8h2K\n",
        "git clone https://«ghp_0123456789abcdef»@h/r.git",
        'bearer "«baku1»"',
    ],
)  # fmt: skip
def test_commands(marked: str) -> None:
    """Options, settings and the messages of tools."""
    _check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        'curl ^"https://h/^" ^\n -H ^"x-api-key: «baku»^" -d ^"{^\\^"otp^\\^":^\\^"«keno»^\\^"}^"',
        'curl "https://h/" ^\r\n --data-raw "^{^\\"token^\\":^\\"«baku»^\\",^\\"n^\\":1^}"',
        'Content-Transfer-Encoding: quoted-printable\n\n<a href=3D"https://h/?a=3Db&token=3D«ba=\nku»">',
        'id,body\n1,"{""a"":""x"",""token"":""«ba,ku»"",""otp"":""«1»"",""n"":1}"\n',
        'a,"{""token"":"""",""n"":1}"',
        'a,b\n1,"{""body"":""{\\""token\\"": \\""«baku»\\""}""}",""\n',
        "%u007B%u0022token%u0022%3A%22«baku»%22%7D",
        'form-data; name="otp"\r\nContent-Type: text/plain\r\n\r\n«baku»\r\n--x',
        'Set-Cookie: a="«baku»"; Path=/\nServer: x',
        "h\tTRUE\t/\tFALSE\t0\ta\t«baku»\n",
    ],
)  # fmt: skip
def test_other_escapes(marked: str) -> None:
    """Windows' shell, mail, CSV, forms and cookies."""
    _check(marked)


def test_base64_in_lines_is_masked() -> None:
    """As mail wraps it; a part of it alone would not show the secret."""
    text = base64.encodebytes(
        b'{"id": "a long text before it, and after it", "token": "baku"}'
    ).decode()

    assert f"{MASK}\nbye" == redact(f"{text}bye")


def test_the_base64_of_a_secret_is_masked() -> None:
    """A short one is looked for, because only longer texts are decoded."""
    encoded = base64.b64encode(b"ab12cd34e").decode()

    assert f"token={MASK} {MASK}" == redact(f"token=ab12cd34e {encoded}")


@pytest.mark.parametrize(
    "marked",
    [
        "<token><![CDATA[«baku»]]></token><name>x</name>",
        '<Password Type="http://h/Text">«baku»</Password><Name>x</Name>',
        "<tokens>\n  <item>«baku»</item>\n  <item>«keno»</item>\n</tokens>\n<item>x</item>",
        "<UsernameToken><Username>app</Username><Password>«baku»</Password></UsernameToken>",
        "<max_tokens>4096</max_tokens><otp>«123456»</otp>",
        '<property name="a.password">«baku»</property><property name="a.url">x</property>',
        '<user name="ada" password="«baku»"/>',
        '<add key="ApiKey" value="«baku»"/><add key="Level" value="x"/><add key="Token" value=""/>',
        '<input value="«baku»" name=token><input name=a value=b><input type=password value=«keno»>',
        '<meta name="csrf-token" content="«baku»"><meta name="description" content="x">',
        "<key>sessionToken</key>\n<string>«baku»</string><key>name</key><string>x</string>",
        "<key>tokens</key><array><string>«baku»</string><string>«keno»</string></array>",
        "<tr><th>token</th><td>«baku»</td></tr><tr><th>name</th><td>x</td></tr>",
        "<dt>Session token:</dt> <dd>«baku»</dd><dt>Name</dt><dd>x</dd>",
        "<tr><th>token</th><th>name</th></tr>",
        "<name>token</name><value>«baku»</value><name>a</name><value>b</value>",
        "<session_token>«baku»",
        "<token> is a token, <token/> too, <td>a</td>",
        "<code>npm install x</code>",
        "&lt;token&gt;«baku»&lt;/token&gt;",
        "{&quot;token&quot; =&gt; &quot;«baku»&quot;, &quot;n&quot; =&gt; 1}",
        "<b>token</td><td>x</td><td>" + "a" * 90 + "</td><td>x</td>",
    ],
)  # fmt: skip
def test_markup(marked: str) -> None:
    """XML, HTML, forms and property lists."""
    _check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        'id,token,n\n1,«baku»,x\n2,"«ba,ku»",y\n\n3,z,z\n',
        '"id";"token"\r\n"1";"«ba""ku»"\r\n',
        "token\tid\n«baku»\t1\n",
        'id,note,token\n1,"two\nlines, ""q""",«baku»\n2,x,«keno»\n3\n4,a, «b»,«c»\n',
        'id,body,token\n1,"{""a"":""x,y"",""b"":1}",«baku»\n',
        "session_token\n«baku»\n«keno»\n",
        "name,api_key,otp\nAda,«12345678»,«7»\n",
        "| Name | Session token |\n|---|---|\n| Ada | `«baku»` |\n| Bob | «keno» |\n",
        " id | token \n----+-------\n 1  | «baku»\n(1 row)\n",
        "+----+-------+\n| id | token |\n+----+-------+\n| 1  | «baku»  |\n+----+-------+\n",
        "id|token|n\n1|«baku»|x\n",
        "MEMBER ID,SESSION TOKEN\n1,«baku»\n",
        "a token\n---\nx",
        " , token of\nx, y",
        "-[ RECORD 1 ]-+------\nid            | 1\nsession_token | «baku»\n",
        "| session_token | A secret token for a session |\n| token | string | x |\n",
        "   id session_token  status\n0   1      «baku»       ok\n1   2      «keno»       ok\nx",
        "ID   SESSION_TOKEN\n1    «baku»\n",
        '[\n  "session_token",\n  "member_id",\n  "status"\n]',
        "from x import (\n    session_token,\n    member_id,\n)",
        "a, token of b\nc, d",
        "INSERT INTO s (id, token, n) VALUES (1, E'«ba,''ku»', 'x'), (f(2), \"«keno»\", NULL);",
        "insert into \"s\"(\"token\")\nvalues ('«baku»')",
        "INSERT INTO s (token) VALUES (oops",
        "INSERT INTO s (id) VALUES ('x')",
        "COPY s (token) FROM stdin;\n«COPY b (id, jwt) FROM stdin;»\n«baku»\n",
        ",".join(["token"] * 1001) + "\n" + ",".join(["«baku»"] * 1000) + ",x\n",
        "COPY public.s (id, token, n) FROM stdin;\n1\t«baku»\tx\n\\.\n",
        "SELECT 1 FROM s WHERE token IN ('«baku»', '«keno»') AND n IN ('a') OR jwt LIKE '«ro%»'",
        "UPDATE s SET token <> '«baku»', name='x'",
    ],
)  # fmt: skip
def test_tables(marked: str) -> None:
    """The cells below, beside or inserted into a column with the name of a secret."""
    _check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "id,token\n1,«baku»\n2,«keno»\n",
        "id,token\n1,«baku»",
        "| id | token |\n|---|---|\n| 1 | «baku» |\n",
        '  ~ token = "«baku»" -> "«keno»"\n',
        '{"loc": ["body", "token"], "input": "«baku»"}',
        "[tokens] => Array\n (\n  [0] => «baku»\n )\n",
        'x.setItem("session_token", "«baku»"); x.setItem("name", "y")',
    ],
)
def test_a_format_inside_of_json(marked: str) -> None:
    """A text in a string of JSON is read as by itself."""
    text = json.dumps({"status": 200, "body": _text(marked), "end": 1}, ensure_ascii=False)

    assert json.loads(text) | {"body": _redacted(marked)} == json.loads(redact(text))


@pytest.mark.parametrize(
    "marked",
    [
        "a=1; redis-cli -h cache -a «baku» ping",
        'curl -H "X-Api-Key: «baku»" x',
        '{"rawHeaders": ["Host", "h", "X-Session-Token", "«baku»"]}',
        '<s:header name="x"><token>«baku»</token></s:header>',
    ],
)
def test_a_format_that_is_encoded(marked: str) -> None:
    """In an address, in a form and in a page of HTML, up to three times."""
    text, expected = _text(marked), _redacted(marked)

    assert expected == unquote(redact(quote(text)))
    assert expected == unquote(unquote(redact(quote(quote(text)))))
    assert quote_plus(expected, safe="*") == redact(quote_plus(text))
    assert expected == html.unescape(redact(html.escape(text)))
